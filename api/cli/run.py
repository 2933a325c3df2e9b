"""``wenju run``: search a file of queries and write a TREC run."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.cli import options
from api.settings import index_path


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "run", run, "search many queries, write a TREC run")
    parser.add_argument(
        "--queries", required=True, metavar="Q.jsonl", help='a {"_id", "text"} object a line'
    )
    parser.add_argument("--out", required=True, metavar="RUN.trec", help="the run to write")
    options.add_index(parser)
    parser.add_argument(
        "-k", type=options.positive, default=100, metavar="N", help="results a query (default: 100)"
    )
    parser.add_argument(
        "--unit",
        choices=("article", "passage"),
        default="article",
        help="what is ranked (default: article, by its best passage)",
    )
    options.add_mode(parser)


def run(args: argparse.Namespace) -> int:
    """Search every query and write the run."""
    from api.cli.terminal import complain, print_lines
    from api.opening import searcher_of
    from search.run import read_queries, write_run

    queries = read_queries(Path(args.queries))
    searcher = searcher_of(index_path(args.index), mode=args.mode)
    report = write_run(searcher, queries, Path(args.out), k=args.k, unit=args.unit, mode=args.mode)
    for warning in report.warnings:
        complain(warning, role="warning")
    counts = f"{report.n_queries:,} queries, {report.n_empty:,} without a result"
    print_lines([f"{args.out}: {counts}, {report.n_lines:,} lines in {report.seconds:.1f} s"])
    return 0
