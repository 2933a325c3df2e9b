"""What each front end shows of a cited answer: the facts, as a Markdown table.

    scripts/front_ends.py [--index DIR]

``application over examples/articles ◀─ a reader of each front end (tests/) ─▶ one row``. The readers
do what the front ends' sources do with a stream; ``scripts/try_open_webui`` shows a real one.
To add a row, add a reader to ``READERS``: ``name``, ``models()``, ``ask(question) -> Shown``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the script runs from the checkout

from readers import CHAT_READERS  # type: ignore[import-not-found]  # noqa: E402
from served import served  # type: ignore[import-not-found]  # noqa: E402
from shown import Facts, look  # type: ignore[import-not-found]  # noqa: E402

from api.app import create_app  # noqa: E402
from index.build import build  # noqa: E402
from index.config import IndexConfig  # noqa: E402
from index.models import open_encoder  # noqa: E402

READERS: tuple[Callable[[str], Any], ...] = CHAT_READERS
"""What makes a reader of a server's address."""
QUESTION = "鹿特丹那个几家网店合用的退货站由谁管？她以前做哪一行？"
UNANSWERABLE = "火星上有几家火锅店？"
_COLUMNS = (
    "front end",
    "models listed",
    "answer streamed",
    "citations shown",
    "link opens on the quote",
    "abstention shown",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", type=Path, help="default: one of examples/articles, built now")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wenju-front-ends-") as folder:
        index = args.index or built(Path(folder) / "index")
        with served(create_app(index)) as server:
            rows = [row(make(server), server) for make in READERS]
    print(table(rows))
    return 0


def built(index: Path) -> Path:
    """An index of the example articles."""
    articles = ROOT / "examples" / "articles"
    build([articles], index, config=IndexConfig(), encoder=open_encoder())
    return index


def row(reader: Any, server: str) -> tuple[str, ...]:
    """The cells of one front end."""
    return (reader.name, *cells(look(reader, server, QUESTION, UNANSWERABLE)))


def cells(facts: Facts) -> tuple[str, ...]:
    """Facts in words; what fails says so."""
    shown = "cards" if facts.n_cards else "links in the text"
    if facts.n_at_hand:
        shown += f", {facts.n_at_hand} of {facts.n_quotes} with the quote"
    if facts.torn:
        shown += "; **an address is left in the text**"
    opened = f"{facts.n_shown} of {facts.n_quotes}"
    if facts.n_astray:
        opened += f"; **{facts.n_astray} on something else**"
    return (
        ", ".join(facts.models) or "**none**",
        f"in {facts.n_pieces} pieces" if facts.n_pieces > 1 else "at once",
        shown,
        opened,
        "yes" if facts.abstains else "**no**",
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [_COLUMNS, ["---"] * len(_COLUMNS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
