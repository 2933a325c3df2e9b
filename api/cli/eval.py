"""``wenju eval``: measure retrieval and answers on sets of questions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.cli import options
from api.settings import cache_home, index_path
from index.errors import UsageError

_LEAST_K = 10  # measures look this deep
Progress = Callable[[str, int, int], None]


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(
        subparsers, "eval", run, "measure retrieval and answers on sets of questions"
    )
    parser.add_argument(
        "datasets", nargs="+", metavar="DATASET", help="a folder in BEIR layout, or a gold file"
    )
    options.add_index(parser)
    parser.add_argument(
        "--model",
        action="append",
        metavar="NAME",
        help="embeddings to measure; repeatable; none: terms alone (default: the embedded model;"
        " for a gold file that of the index)",
    )
    parser.add_argument(
        "--distractors", metavar="FILE.jsonl", help="articles to search among, beside the set's own"
    )
    parser.add_argument(
        "--compare",
        nargs=2,
        action="append",
        default=[],
        metavar=("A", "B"),
        help="how much better B is than A, each a lane, MODEL:LANE, or FILE or FILE:LANE saved with"
        " --json; repeatable",
    )
    parser.add_argument(
        "--misses", type=options.positive, default=0, metavar="N", help="list N questions missed"
    )
    parser.add_argument("--html", metavar="OUT", help="write a report with plots")
    parser.add_argument(
        "--cache", metavar="DIR", help="where indexes are kept (default: ~/.cache/wenju/eval)"
    )
    parser.add_argument(
        "-k",
        type=options.positive,
        default=100,
        metavar="N",
        help="articles a question (default: 100)",
    )
    parser.add_argument(
        "--jobs", type=options.positive, metavar="N", help="worker processes (default: one a core)"
    )
    parser.add_argument(
        "--limit", type=options.positive, metavar="N", help="only N questions a set, evenly spaced"
    )
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Measure, compare, and show."""
    from api.cli.terminal import complain, print_json, print_lines
    from api.opening import NO_MODEL, encoder_of
    from index.models import DEFAULT_MODEL
    from search.compare import check_names, compare
    from search.evaluation import Request, evaluate

    if args.k < _LEAST_K:
        raise UsageError(f"{args.k} is too few", where="-k", hint=f"give {_LEAST_K} or more")
    out = _report_path(args.html) if args.html else None
    models = tuple(dict.fromkeys(args.model)) if args.model else None
    check_names([name for pair in args.compare for name in pair], models or ())
    request = Request(
        datasets=tuple(Path(dataset) for dataset in args.datasets),
        index=index_path(args.index),
        models=tuple(None if m == NO_MODEL else m for m in models) if models else None,
        default_model=DEFAULT_MODEL,
        distractors=Path(args.distractors) if args.distractors else None,
        cache=Path(args.cache) if args.cache else cache_home() / "eval",
        k=args.k,
        jobs=args.jobs,
        limit=args.limit,
    )
    with _progress_bar() as progress:
        payload = evaluate(request, open_encoder=encoder_of, tell=complain, progress=progress)
    payload["comparisons"] = [entry for a, b in args.compare for entry in compare(payload, a, b)]
    if out:
        _write_report(out, payload)
    if args.json:
        print_json(payload)
    else:
        from api.cli.eval_show import eval_lines

        print_lines(eval_lines(payload, n_misses=args.misses))
        if out:
            print_lines(["", f"report: {out}"])
    return 0


def _report_path(given: str) -> Path:
    out = Path(given)
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise UsageError("not a file that can be written", where=given, hint="check --html")
    return out


def _write_report(out: Path, payload: dict[str, Any]) -> None:
    from api.report import report_html

    try:
        out.write_text(report_html(payload), encoding="utf-8")
    except OSError as error:
        what = f"cannot write the report: {error.strerror or error}"
        raise UsageError(what, where=str(out), hint="check --html") from error


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """A bar on stderr for what is being done, if that is a terminal; else nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from tqdm import tqdm

    with tqdm(total=0, leave=False, dynamic_ncols=True, unit_scale=True) as bar:

        def show(what: str, done: int, total: int) -> None:
            if bar.desc != f"{what}: " or bar.total != total:
                bar.reset(total)
                bar.set_description(what, refresh=False)
            bar.update(done - bar.n)

        yield show
