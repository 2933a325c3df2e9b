"""``wenju ask``: a cited answer, or an abstention."""

from __future__ import annotations

import argparse
import sys
import time

from api.cli import options
from api.settings import chat_settings, index_path


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "ask", run, "answer a question with exact citations")
    options.add_question(parser, "QUESTION")
    options.add_index(parser)
    options.add_filters(parser)
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Ask and print; an abstention is an answer too."""
    from api.cli.terminal import print_json, print_lines
    from api.opening import searcher_of, support_judge
    from search.answer import ask
    from search.payload import answer_payload

    started = time.perf_counter()
    question, filters = options.question_of(args), options.filters_of(args)
    chat = chat_settings()
    searcher = searcher_of(index_path(args.index), judge=support_judge())
    answer = ask(searcher, question, filters=filters)
    if chat is not None:
        from search.chat_model import OpenAIChat
        from search.generate import Writing

        answer = Writing(searcher, answer, OpenAIChat(chat)).last()
    payload = answer_payload(searcher.snapshot, answer, explain=False, started=started)
    if args.json:
        print_json(payload)
    else:
        from api.cli.show import answer_lines
        from api.cli.style import screen_of

        undated = answer.result.n_undated
        print_lines(answer_lines(payload, undated=undated, screen=screen_of(sys.stdout)))
    return 0
