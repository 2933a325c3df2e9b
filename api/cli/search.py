"""``wenju search``: ranked passages with citations."""

from __future__ import annotations

import argparse
import sys
import time

from api.cli import options
from api.settings import index_path


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "search", run, "find passages, best first")
    options.add_question(parser, "QUERY")
    options.add_index(parser)
    parser.add_argument("-k", type=int, default=10, metavar="N", help="how many (default: 10)")
    options.add_mode(parser)
    options.add_filters(parser)
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Search and print."""
    from api.cli.terminal import print_json, print_lines
    from api.opening import searcher_of
    from search.payload import search_payload

    started = time.perf_counter()
    question, filters = options.question_of(args), options.filters_of(args)
    searcher = searcher_of(index_path(args.index), mode=args.mode)
    result = searcher.search(question, k=args.k, mode=args.mode, filters=filters)
    payload = search_payload(searcher.snapshot, result, explain=False, started=started)
    if args.json:
        print_json(payload)
    else:
        from api.cli.show import search_lines
        from api.cli.style import screen_of

        print_lines(search_lines(payload, screen=screen_of(sys.stdout)))
    return 0
