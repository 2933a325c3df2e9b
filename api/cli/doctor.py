"""``wenju doctor``: what will run on this machine, and why not."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli import options
from api.cli.serve import port_number
from api.settings import INDEX, index_path

if TYPE_CHECKING:
    from api.cli.style import Role, Style
    from api.doctor.diagnose import Diagnosis
    from api.doctor.finding import Finding, State
    from api.doctor.machine import Machine

_HOST, _PORT = "127.0.0.1", 8000
_WIDEST, _NARROWEST = 100, 40  # columns
_NAME = 19  # columns of a check's name
_MARKS: dict[State, str] = {"ok": "✓", "warning": "!", "problem": "✗"}
_PLAIN_MARKS: dict[State, str] = {"ok": "+", "warning": "!", "problem": "x"}
_ROLES: dict[State, Role] = {"ok": "good", "warning": "warning", "problem": "bad"}


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "doctor", run, "say what will run here, and why not")
    options.add_index(parser)
    parser.add_argument("--host", default=_HOST, metavar="H", help=f"default: {_HOST}")
    parser.add_argument("--port", type=port_number, metavar="P", help=f"default: {_PORT}")
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Examine and say what was found; any problem is a failure."""
    from api.cli.style import style_of
    from api.cli.terminal import print_json, print_lines
    from api.doctor.diagnose import diagnose

    machine = _this_machine(args)
    diagnosis = diagnose(machine)
    if args.json:
        print_json(payload(diagnosis))
    else:
        columns = shutil.get_terminal_size((_WIDEST, 24)).columns
        width = min(_WIDEST, max(_NARROWEST, columns))
        marks = _MARKS if machine.output.shows("✓✗→") else _PLAIN_MARKS
        print_lines(lines_of(diagnosis, style_of(sys.stdout), width=width, marks=marks))
    return 0 if diagnosis.ok else 1


def payload(diagnosis: Diagnosis) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "ok": diagnosis.ok,
        "verdict": diagnosis.verdict,
        "checks": [
            {
                "group": group.name,
                "name": finding.name,
                "state": finding.state,
                "found": finding.found,
                "mend": finding.mend or None,
            }
            for group in diagnosis.groups
            for finding in group.findings
        ],
    }


def lines_of(
    diagnosis: Diagnosis, style: Style, *, width: int, marks: dict[State, str]
) -> list[str]:
    """The findings by group, and the verdict."""
    lines: list[str] = []
    for group in diagnosis.groups:
        lines.append(style("title", group.name))
        for finding in group.findings:
            lines += _finding_lines(finding, style, width, marks)
        lines.append("")
    return [*lines, style("good" if diagnosis.ok else "bad", diagnosis.verdict)]


def _finding_lines(
    finding: Finding, style: Style, width: int, marks: dict[State, str]
) -> Iterator[str]:
    """Mark, name and sentence; a remedy stands alone on its line, unbroken, to be copied."""
    from api.cli.show import printable, wrap

    mark = style(_ROLES[finding.state], marks[finding.state])
    indent = " " * (4 + _NAME + 1)
    texts = list(wrap(printable(finding.found), width - len(indent)))
    yield f"  {mark} {finding.name:{_NAME}} {texts[0]}"
    for text in texts[1:]:
        yield indent + text
    if finding.mend:
        yield indent + style(_ROLES[finding.state], "$ ") + printable(finding.mend)


def _this_machine(args: argparse.Namespace) -> Machine:
    """What is here: the one place where the doctor reads argv, environment and interpreter."""
    from api.doctor.install import Install
    from api.doctor.machine import Machine, Output

    return Machine(
        index=index_path(args.index),
        index_named=bool(args.index or os.environ.get(INDEX)),
        install=Install.find(
            prefix=Path(sys.prefix).resolve(),
            package=Path(__file__).resolve().parents[2],
            cwd=Path.cwd(),
            search_path=os.environ.get("PATH", os.defpath),
        ),
        environ=os.environ,
        output=Output.of(sys.stdout),
        python=sys.version_info[:3],
        platform=sys.platform,
        host=args.host,
        port=_PORT if args.port is None else args.port,
        port_named=args.port is not None or args.host != _HOST,
    )
