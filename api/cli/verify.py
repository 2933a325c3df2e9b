"""``wenju verify``: prove that an index keeps its promises."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from api.cli import options
from api.settings import index_path
from index.errors import UsageError


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(
        subparsers, "verify", run, "prove an index: files, hashes, every quote against the sources"
    )
    options.add_index(parser)
    parser.add_argument(
        "--source", metavar="DIR", help="look for the files here, not where they were indexed"
    )
    parser.add_argument(
        "--deep", action="store_true", help="recompute sampled scores with rank-bm25 as well"
    )


def run(args: argparse.Namespace) -> int:
    """Check and say what was found; any problem is a failure."""
    from api.cli.style import style_of
    from api.cli.terminal import complain, print_lines, progress_bar
    from index.verify import verify

    index = index_path(args.index)
    source = Path(args.source) if args.source else None
    if source is not None and not source.exists():
        raise UsageError("no such file or folder", where=str(source), hint="check the path")
    with progress_bar() as show:
        show("verifying", 0, 0)
        report = verify(index, source=source)
        problems = list(report.problems)
        if args.deep and not problems:
            show("comparing scores", 0, 0)
            problems += _deep_problems(index)
    for note in report.notes:
        complain(note, role="warning")
    for problem in problems:
        complain(problem)
    verdict = f"{len(problems)} problems" if problems else "all exact"
    if report.n_from_store and not problems:
        verdict += f", {report.n_from_store} by the stored text only"
    verdict = style_of(sys.stdout)("bad" if problems else "good", verdict)
    counts = (
        f"{report.n_files} files, {report.n_sources} source texts, {report.n_articles} articles,"
        f" {report.n_passages} passages, {report.n_drops} drops"
    )
    print_lines(
        [
            f"{index}: generation {report.generation}",
            f"{counts}: {verdict} in {report.seconds:.1f} s",
        ]
    )
    return 1 if problems else 0


def _deep_problems(index: Path) -> list[str]:
    from api.opening import searcher_of
    from search.oracle import check, check_dense

    searcher = searcher_of(index)
    problems = list(check(searcher))
    return problems + list(check_dense(searcher)) if searcher.encoder is not None else problems
