"""How an index is made: every figure that changes its bytes, saved in the manifest."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FORMAT_VERSION = 3
"""Raised when an index of the version before can no longer be read."""

DROP_REASONS = (
    *("spam_title", "site_chrome", "disclaimer", "copyright", "empty_credit", "signature"),
    *("caption", "doubled_paragraph", "separator"),
)
"""Why text may be left out of the passages; what nobody can see and front matter always are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConfig:
    """Figures of reading, splitting and scoring; lengths in code points, sizes in bytes."""

    passage_target: int = 280  # a passage is closed at the first paragraph end past this
    passage_min: int = 160  # a shorter tail is joined to the passage before, if it fits
    passage_max: int = 400  # never longer
    keep_boilerplate: bool = False  # True: nothing is dropped but what cannot be shown
    keep: tuple[str, ...] = ()  # reasons for which nothing is dropped
    max_text_bytes: int = 64 * 1024 * 1024  # a larger text file or record is not one article
    drop_warning_share: float = 0.10  # dropped share of a file that earns a warning
    k1: float = 0.9  # BM25: how fast repeated terms saturate
    b: float = 0.4  # BM25: how much a long passage is held against it

    def __post_init__(self) -> None:
        if not 0 < self.passage_min <= self.passage_target <= self.passage_max:
            raise ValueError("passage_min <= passage_target <= passage_max, all above 0")
        if self.k1 < 0 or not 0 <= self.b <= 1:
            raise ValueError("k1 >= 0 and 0 <= b <= 1")
        if unknown := set(self.keep) - set(DROP_REASONS):
            raise ValueError(f"no such reason: {', '.join(sorted(unknown))}")

    @property
    def kept_reasons(self) -> tuple[str, ...]:
        """The reasons for which nothing is dropped."""
        return DROP_REASONS if self.keep_boilerplate else self.keep

    def as_dict(self) -> dict[str, Any]:
        """The figures by name, for the manifest."""
        return asdict(self) | {"keep": list(self.keep)}

    @classmethod
    def from_dict(cls, figures: dict[str, Any]) -> IndexConfig:
        """The figures of a manifest."""
        return cls(**(figures | {"keep": tuple(figures["keep"])}))
