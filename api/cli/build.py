"""``wenju build``: make the index exactly the given SOURCEs and publish it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from api.cli import options
from api.cli.stdin import spool
from api.settings import index_path
from index.errors import UsageError

if TYPE_CHECKING:
    from api.cli.terminal import Progress
    from index.build import BuildReport

_WORTH_WORKERS = 2_000_000  # bytes of sources; starting workers costs seconds


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "build", run, "make or renew an index of articles")
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a file (.txt .md .html .pdf .docx .jsonl .jsonl.gz), a folder, or - for standard input",
    )
    options.add_index(parser)
    parser.add_argument(
        "--add", action="store_true", help="keep what the index has beside these SOURCEs"
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="what makes the embeddings: see wenju models list; none for no embeddings"
        " (default: what the index has, else the one that comes with wenju)",
    )
    parser.add_argument(
        "--jobs",
        type=options.positive,
        metavar="N",
        help="worker processes (default: one a core; one for less than 2 MB)",
    )
    parser.add_argument(
        "--keep-boilerplate", action="store_true", help="drop nothing but what cannot be shown"
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="REASON",
        help="drop nothing for this reason, as the summary names it (spam_title, caption, …)",
    )
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Build and say what was done; files and records left out are told, and are no failure."""
    from api.cli.terminal import complain, print_json, print_lines, progress_bar
    from api.opening import encoder_of, model_to_build
    from index.build import build
    from index.config import IndexConfig
    from index.read.discover import STANDARD_INPUT

    config = IndexConfig(keep_boilerplate=args.keep_boilerplate, keep=reasons_of(args.keep))
    index = index_path(args.index)
    model = model_to_build(args.model, index)
    encoder = encoder_of(model, check_hashes=True) if model else None
    with TemporaryDirectory() as folder, progress_bar("B") as show:
        stdin = spool(Path(folder)) if STANDARD_INPUT in args.sources else None
        jobs = args.jobs or default_jobs(args.sources, stdin)
        steps = _Steps(show)
        report = build(
            args.sources,
            index,
            config=config,
            encoder=encoder,
            add=args.add,
            jobs=jobs,
            stdin=stdin,
            progress=steps.progress,
            stage=steps.stage,
        )
    for line in (*report.skipped, *report.warnings):
        complain(line, role="warning")
    if args.json:
        from dataclasses import asdict

        print_json({**asdict(report), "index": str(index)})
    else:
        print_lines(_summary(report, str(index)))
    return 0


def reasons_of(given: Sequence[str]) -> tuple[str, ...]:
    """The reasons of ``--keep``, each once, ``site chrome`` as good as ``site_chrome``.

    Raises:
        UsageError: There is no such reason.
    """
    from index.config import DROP_REASONS

    reasons = sorted(
        {reason.strip().replace(" ", "_") for one in given for reason in one.split(",")}
    )
    for reason in reasons:
        if reason not in DROP_REASONS:
            raise UsageError(
                f"--keep: no such reason: {reason!r}", hint=f"one of {', '.join(DROP_REASONS)}"
            )
    return tuple(reasons)


def default_jobs(sources: Sequence[str], stdin: Path | None = None) -> int:
    """One worker a core, but none beside this process where there is little to read.

    Raises:
        UsageError: A SOURCE does not exist.
    """
    from index.read.discover import discover

    size = 0
    for file in discover(sources, stdin=stdin).files:
        try:
            size += file.path.stat().st_size
        except OSError:
            continue
        if size >= _WORTH_WORKERS:
            return os.cpu_count() or 1
    return 1


class _Steps:
    """What a build tells, as a bar shows it: what cannot be counted has a clock."""

    def __init__(self, show: Progress) -> None:
        self._show = show
        self._name = ""

    def stage(self, name: str) -> None:
        """Something begins."""
        self._name = name
        if not name.endswith("encoding"):
            self._show(name, 0, 0)

    def progress(self, done: int, total: int) -> None:
        """So many bytes are done."""
        self._show(self._name, done, total)


def _summary(report: BuildReport, index: str) -> list[str]:
    lines = [
        f"{index}: generation {report.generation}"
        + (" (nothing has changed)" if report.generation == report.parent else ""),
        (
            f"{report.files} files, {report.articles} articles ({report.reused} unchanged),"
            f" {report.passages} passages in {report.seconds:.1f} s"
        ),
    ]
    if report.model:
        lines.append(f"{report.encoded} passages encoded by {report.model}")
    if report.drops:
        reasons = sorted(report.drops.items(), key=lambda item: (-item[1], item[0]))
        listed = ", ".join(f"{reason.replace('_', ' ')} {n:,}" for reason, n in reasons)
        lines.append(f"{sum(report.drops.values()):,} characters dropped: {listed}")
    if report.skipped or report.warnings:
        lines.append(f"{len(report.skipped)} not read, {len(report.warnings)} warnings: see above")
    return lines
