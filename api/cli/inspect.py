"""``wenju inspect``: what wenju makes of one file, without an index.

``FILE ─read─▶ Inspection ─▶ lines, JSON, HTML``. In the left margin stand the numbers of the lines;
``│`` is text that was kept, ``-`` text that was dropped, ``≈`` what was folded in the passage above.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli import options
from index.errors import SourceError, UsageError

if TYPE_CHECKING:
    from api.inspection import InspectedText, Inspection
    from index.read.discover import FoundFile

_FIRST = 20  # records of a JSONL file that are shown unasked
_WIDEST = 100  # columns that are still read with ease
_NARROWEST = 40  # a reason and some words beside it


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(
        subparsers, "inspect", run, "show what was kept and dropped of a file"
    )
    parser.add_argument("file", metavar="FILE", help="a file of a kind that wenju build reads")
    parser.add_argument(
        "--article", type=options.positive, metavar="N", help="only the N-th article of the text"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--record", type=options.positive, metavar="N", help="only the record in line N of a .jsonl"
    )
    which.add_argument(
        "--all", action="store_true", help=f"every record of a .jsonl (default: the first {_FIRST})"
    )
    parser.add_argument(
        "--keep-boilerplate", action="store_true", help="drop nothing but what cannot be shown"
    )
    parser.add_argument(
        "--keep", action="append", default=[], metavar="REASON", help="as of wenju build"
    )
    parser.add_argument("--html", metavar="OUT", help="write a page instead of printing the text")
    parser.add_argument(
        "--width",
        type=options.positive,
        metavar="N",
        help=f"columns, from {_NARROWEST} (default: the terminal's, at most {_WIDEST})",
    )
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Read the file and show it; the page is written before anything is printed."""
    from api.cli.terminal import print_json, print_lines
    from api.inspection_page import inspection_html, inspection_json

    inspection = inspect_file(args)
    if args.html is not None:
        _write(Path(args.html), inspection_html(inspection), source=Path(args.file))
    if args.json:
        print_json(inspection_json(inspection))
        return 0
    from api.cli.inspect_show import inspection_lines
    from api.cli.show import printable
    from api.cli.style import screen_of

    screen = screen_of(sys.stdout)
    columns = max(_NARROWEST, args.width or min(_WIDEST, screen.width or _WIDEST))
    in_full = args.html is None
    print_lines(inspection_lines(inspection, columns, screen.style, in_full=in_full))
    print_lines(["", f"page: {printable(args.html)}"] if args.html is not None else [])
    return 0


def inspect_file(args: argparse.Namespace) -> Inspection:
    """Read the file as a build does.

    Raises:
        UsageError: Not a file of a kind that is read, or no such record or article.
        SourceError: Nothing in it can be read.
    """
    from api.cli.build import reasons_of
    from api.folding import default_folding
    from api.inspection import Inspection, inspect_text, only_article
    from index.config import IndexConfig
    from index.read.files import read_file

    config = IndexConfig(keep_boilerplate=args.keep_boilerplate, keep=reasons_of(args.keep))
    opened = read_file(_found(args), max_bytes=config.max_text_bytes)
    limit = None if args.all or args.record else _FIRST
    folding = default_folding()
    texts: list[InspectedText] = []
    n_texts = 0
    for source in opened.texts:
        n_texts += 1
        if (limit is None or n_texts <= limit) and args.record in (None, source.record):
            text = inspect_text(source, config, folding)
            texts.append(only_article(text, args.article) if args.article else text)
    if not texts:
        raise _nothing_read(args, opened.warnings)
    return Inspection(opened.identity, tuple(texts), n_texts, tuple(opened.warnings), config)


def _found(args: argparse.Namespace) -> FoundFile:
    """The one file that is meant."""
    from index.read.discover import discover, kind_of

    found = discover([args.file]).files
    if len(found) != 1 or found[0].relative:
        what = "a folder" if Path(args.file).is_dir() else "not a regular file"
        raise UsageError(what, where=args.file, hint="name one file; wenju build reads folders")
    if args.record and kind_of(found[0].path.name) != "record":
        raise UsageError("it has no records", where=args.file, hint="--record is for .jsonl files")
    return found[0]


def _nothing_read(args: argparse.Namespace, warnings: list[str]) -> Exception:
    """Why there is no text to show."""
    if args.record:
        said = (line for line in warnings if f" line {args.record}: " in line)
        hint = next(said, "--record takes the number of a line in the file")
        return UsageError(f"no record in line {args.record}", where=args.file, hint=hint)
    hint = next(iter(warnings), "")
    return SourceError("no record in it can be read", where=args.file, hint=hint)


def _write(out: Path, page: str, *, source: Path) -> None:
    try:
        if out.exists() and out.samefile(source):
            raise UsageError("it is FILE itself", where=str(out), hint="give --html another name")
        out.write_text(page, encoding="utf-8")
    except (OSError, ValueError) as error:
        what = f"cannot write the page ({getattr(error, 'strerror', None) or error})"
        raise UsageError(what, where=str(out), hint="check --html") from error
