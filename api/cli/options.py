"""Arguments that several commands share, and the parser that says what is wrong in one line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from api.settings import DEFAULT_INDEX, INDEX
from index.source import mend_surrogates

if TYPE_CHECKING:
    from search.filters import Filters


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read more, and exit."""
        from api.cli.terminal import complain

        command = self.prog.removeprefix("wenju").strip()
        where = f"{command}: " if command else ""
        complain(f"{where}{message}; see {self.prog} --help")
        raise SystemExit(2)


if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[Parser]


def add_command(
    subparsers: Subparsers, name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> Parser:
    """Add a command's parser; ``run`` is what main calls."""
    parser = subparsers.add_parser(
        name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(run=run)
    return parser


def add_index(parser: Parser) -> None:
    """``--index DIR``."""
    parser.add_argument(
        "--index", metavar="DIR", help=f"index folder (default: {INDEX}, else ./{DEFAULT_INDEX})"
    )


def add_question(parser: Parser, metavar: str) -> None:
    """The question, in one argument or several."""
    parser.add_argument(
        "words", nargs="+", metavar=metavar, help="in Chinese or English; several words are joined"
    )


def add_mode(parser: Parser) -> None:
    """``--mode``."""
    parser.add_argument(
        "--mode",
        choices=("hybrid", "lexical", "dense"),
        default="hybrid",
        help="what the ranking goes by (default: hybrid, all that the index has)",
    )


def add_filters(parser: Parser) -> None:
    """The filters of search and ask."""
    group = parser.add_argument_group("only articles")
    group.add_argument("--date-from", metavar="D", help="of this day or later (YYYY[-MM[-DD]])")
    group.add_argument("--date-to", metavar="D", help="of this day or before")
    group.add_argument("--publisher", metavar="P", help="whose publisher's name contains this")
    group.add_argument("--lang", choices=("zh", "en"), help="in this language")
    group.add_argument("--file", metavar="F", help="of this file, as citations name it")


def add_json(parser: Parser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def question_of(args: argparse.Namespace) -> str:
    """The question; bytes that are no text become U+FFFD.

    Raises:
        BlankQuestion, QuestionTooLong: Told before an index is looked for.
    """
    from search.query import check_question

    return check_question(_decoded(" ".join(args.words)))


def filters_of(args: argparse.Namespace) -> Filters:
    """The filters asked for.

    Raises:
        BadFilter: A date that cannot be read.
    """
    from search.filters import Filters

    return Filters(
        date_from=args.date_from and _decoded(args.date_from),
        date_to=args.date_to and _decoded(args.date_to),
        publisher=args.publisher and _decoded(args.publisher),
        language=args.lang,
        file=args.file and _decoded(args.file),
    )


def positive(text: str) -> int:
    """An argument that counts something, from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a whole number from 1: {text!r}")
    return number


def _decoded(text: str) -> str:
    """Bytes of argv that the locale could not decode are read as UTF-8, else U+FFFD."""
    if text.isascii() or mend_surrogates(text) == text:
        return text
    return os.fsencode(text).decode("utf-8", "replace")
