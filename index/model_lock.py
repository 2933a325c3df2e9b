"""What ``models.lock`` says: one entry a model, with everything that decides what it says of a text.

``models.lock ─read_lock─▶ EncoderEntry | ReaderEntry | NliEntry``. The lock lies at the top of a
checkout, and in the package where a wheel was installed; :func:`lock_home` is the one place that
knows which. Where a model's files are, and whether they are what the entry says, is left to
``index.model_files``.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import ModelDamaged, UsageError

LOCK = "models.lock"
DEFAULT_MODEL = "wenju-static-v2"
READER = "wenju-reader-v1"

Kind = Literal["static", "reader", "sentence-transformers", "nli"]
Pin = Literal["files", "revision"]
Pooling = Literal["sum", "mean", "cls", "lasttoken"]
Label = Literal["entailment", "neutral", "contradiction"]

_EMBEDDED = ("static", "reader")
_PROSE = (".md", "LICENSE", "NOTICE")  # files that no vector depends on


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model. ``path`` is POSIX, relative to its folder; ``n_bytes`` None: not known."""

    path: str
    sha256: str
    n_bytes: int | None = None

    def __post_init__(self) -> None:
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise ValueError(f"{self.path}: sha256 is 64 hexadecimal digits in lower case")
        if self.path.startswith("/") or ".." in self.path.split("/") or "\\" in self.path:
            raise ValueError(f"{self.path}: not a path inside the model's folder")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """What every model of the lock has; the comment at the top of ``models.lock`` explains each field."""

    name: str
    kind: Kind
    repository: str
    revision: str
    pin: Pin
    licence: str
    languages: tuple[str, ...]
    parameters: int
    max_tokens: int  # 0: no limit
    files: tuple[ModelFile, ...]
    package: str = ""
    package_folder: str = ""

    def __post_init__(self) -> None:
        _one_of(self.kind, Kind)
        _one_of(self.pin, Pin)
        if self.max_tokens < 0:
            raise ValueError("max_tokens >= 0")
        if self.pin == "revision" and not self.revision:
            raise ValueError("pinned by revision, but there is none")

    @property
    def embedded(self) -> bool:
        """Whether its files come with wenju."""
        return self.kind in _EMBEDDED

    @property
    def identity(self) -> str:
        """Hex (32 digits) over all that decides what it says of a text.

        Of an entry pinned by files these are the files themselves (prose left out), so that a new
        model card changes nothing; of another the revision.
        """
        if self.pin == "files":
            pinned = [[f.path, f.sha256] for f in self.files if not f.path.endswith(_PROSE)]
        else:
            pinned = [[self.repository, self.revision]]
        decides = {"kind": self.kind, "pinned": sorted(pinned), "max_tokens": self.max_tokens}
        text = json.dumps(decides | self._decides(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _decides(self) -> dict[str, Any]:
        """What of the fields of its kind belongs to its identity."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderEntry(ModelEntry):
    """A model that makes vectors of texts."""

    dimension: int
    query_prefix: str
    passage_prefix: str
    pooling: Pooling
    normalize: bool

    def __post_init__(self) -> None:
        ModelEntry.__post_init__(self)
        _one_of(self.pooling, Pooling)
        if self.kind in ("nli", "reader"):
            raise ValueError(f"a model of kind {self.kind} makes no vectors")
        if self.dimension < 1:
            raise ValueError("dimension >= 1")
        if not self.normalize:
            raise ValueError("normalize = false: the dense lane compares vectors of length 1")

    def _decides(self) -> dict[str, Any]:
        return {
            "prefixes": [self.query_prefix, self.passage_prefix],
            "pooling": self.pooling,
            "normalize": self.normalize,
            "dimension": self.dimension,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderEntry(ModelEntry):
    """The network that reads a question with a passage (``search.reader``). ``heads``: of its attention."""

    heads: int

    def __post_init__(self) -> None:
        ModelEntry.__post_init__(self)
        if self.kind != "reader":
            raise ValueError("heads are a reader's")
        if self.heads < 1:
            raise ValueError("heads >= 1")

    def _decides(self) -> dict[str, Any]:
        return {"heads": self.heads}


@dataclass(frozen=True, slots=True, kw_only=True)
class NliEntry(ModelEntry):
    """A model that says whether one text follows from another. ``labels``: in the order of its outputs."""

    labels: tuple[Label, ...]

    def __post_init__(self) -> None:
        ModelEntry.__post_init__(self)
        if self.kind != "nli":
            raise ValueError("labels are an NLI model's")
        if sorted(self.labels) != sorted(get_args(Label)):
            raise ValueError(
                f"labels are {', '.join(get_args(Label))}, each once, in the model's order"
            )
        if not self.max_tokens:
            raise ValueError(
                "max_tokens = 0: a pair that is not read whole must be told from one that is"
            )

    def _decides(self) -> dict[str, Any]:
        return {"labels": self.labels}


def lock_home() -> Path:
    """The folder that ``models.lock`` is in: in the installed package, else the checkout's."""
    package = Path(__file__).resolve().parent
    inside = package / "_models"
    return inside if (inside / LOCK).is_file() else package.parent


def read_lock(path: Path | None = None) -> tuple[ModelEntry, ...]:
    """The entries in the order of the file; None: the lock that comes with wenju.

    Raises:
        ModelDamaged: It is missing or cannot be read as a lock; says which entry.
    """
    path = path or lock_home() / LOCK
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelDamaged(
            f"cannot be read ({error})", where=str(path), hint="take it from the repository again"
        ) from error
    tables = document.get("model")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise ModelDamaged(
            "no [[model]] in it", where=str(path), hint="take it from the repository again"
        )
    entries = tuple(_entry(table, path) for table in tables)
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise ModelDamaged("two entries have the same name", where=str(path))
    return entries


def find_entry(name: str, path: Path | None = None) -> ModelEntry:
    """The entry of a name.

    Raises:
        UsageError: There is none; names the known ones, a close one first.
    """
    entries = {entry.name: entry for entry in read_lock(path)}
    if name in entries:
        return entries[name]
    close = _closest(name, list(entries))
    hint = f"did you mean {close}? " if close else ""
    raise UsageError(
        "no such model in models.lock", where=name, hint=f"{hint}known: {', '.join(entries)}"
    )


def find_encoder(name: str, path: Path | None = None) -> EncoderEntry:
    """The entry of a model that makes vectors. Raises as :func:`find_entry`, and where it is none."""
    entry = find_entry(name, path)
    if not isinstance(entry, EncoderEntry):
        use = "WENJU_SUPPORT_MODEL takes it" if isinstance(entry, NliEntry) else "it is used anyway"
        raise UsageError(
            "compares two texts and makes no vectors",
            where=name,
            hint=f"{use}; wenju models list shows the others",
        )
    return entry


def find_nli(name: str, path: Path | None = None) -> NliEntry:
    """The entry of a model that compares two texts.

    Raises:
        UsageError: There is none of this name; names those that there are.
    """
    known = [entry for entry in read_lock(path) if isinstance(entry, NliEntry)]
    for entry in known:
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in known) or "none"
    raise UsageError("no such NLI model in models.lock", where=name, hint=f"known: {names}")


def find_reader(path: Path | None = None) -> ReaderEntry:
    """The entry of the reader that comes with wenju.

    Raises:
        ModelDamaged: There is none in the lock.
    """
    for entry in read_lock(path):
        if isinstance(entry, ReaderEntry) and entry.name == READER:
            return entry
    raise ModelDamaged(
        f"no reader {READER} in models.lock",
        where=str(path or lock_home() / LOCK),
        hint="take it from the repository again",
    )


def _closest(name: str, known: list[str]) -> str:
    """The known name that contains a name, or is spelt much like it; empty if none is."""
    asked = name.rsplit("/", 1)[-1].lower()
    short = {entry.lower(): entry for entry in known}
    found = [entry for entry in short if asked and asked in entry]
    found += difflib.get_close_matches(asked, short, n=1, cutoff=0.6)
    return short[found[0]] if found else ""


def _one_of(value: object, allowed: Any) -> None:
    if value not in get_args(allowed):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(allowed))}")


def _entry(table: Mapping[str, Any], path: Path) -> ModelEntry:
    name = "an entry without a name"
    try:
        values = dict(table)
        name = str(values.get("name", name))
        files = values.pop("files", {})
        values["languages"] = tuple(values["languages"])
        values["files"] = tuple(
            ModelFile(file, facts["sha256"], facts.get("bytes"))
            for file, facts in sorted(files.items())
        )
        if values["kind"] == "nli":
            return NliEntry(**values | {"labels": tuple(values["labels"])})
        if values["kind"] == "reader":
            return ReaderEntry(**values)
        return EncoderEntry(**values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged(
            f"{name}: not an entry of a lock ({error})",
            where=str(path),
            hint="take it from the repository again",
        ) from error
