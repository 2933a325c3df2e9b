"""The entry point of ``wenju``: find the command, run it, turn whatever happens into an exit code.

``argv ─▶ command ─▶ 0 done, 1 the work failed, 2 wrong usage``. A command's own imports happen when
it runs, so that ``wenju ask`` never pays for the server or the progress bar.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence

from api import settings
from api.cli import ask, build, doctor, inspect, mcp, models, run, search, serve, verify
from api.cli import eval as evaluate
from api.cli.options import Parser
from api.cli.terminal import complain, drop_output, finish_output, prepare_output
from api.errors import expected, outcome_of

_COMMANDS = (build, ask, search, run, evaluate, serve, mcp, verify, inspect, doctor, models)
_INTERRUPTED = 130  # as a shell reports a command that SIGINT ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    prepare_output()
    if not sys.warnoptions and not settings.debug():
        warnings.simplefilter("ignore")
    try:
        try:
            args = make_parser().parse_args(argv)
            code: int = args.run(args)
        except SystemExit as done:  # --help, --version, and what argparse refuses
            code = int(done.code or 0)
        finish_output()
        return code
    except KeyboardInterrupt:
        complain("interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return 0
    except Exception as error:
        return _failed(error)


def make_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(
        prog="wenju",
        description="问据 wenju: ask a folder of Chinese and English articles, get cited passages.",
        epilog="wenju COMMAND --help says more. Exit: 0 done, 1 the work failed, 2 wrong usage.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help="print the version")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for command in _COMMANDS:
        command.add_parser(subparsers)
    return parser


def _failed(error: Exception) -> int:
    """Say what went wrong in one line; the exit code."""
    if settings.debug():
        import traceback

        traceback.print_exception(error)
    known = expected(error)
    if known is not None:
        complain(str(known))
        return outcome_of(known).exit_code
    complain(
        f"unexpected {type(error).__name__}: {error}; set {settings.DEBUG}=1 for the traceback"
    )
    return 1


class _Version(argparse.Action):
    """Print the version; ``importlib.metadata`` is imported only here."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from importlib.metadata import version

        print(f"wenju {version('wenju')}")
        parser.exit()
