"""``wenju eval``: measure retrieval and answers on sets of questions."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from api.cli import options
from api.settings import cache_home, index_path
from index.errors import UsageError, WenjuError

_LEAST_K = 10  # measures look this deep


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
    parser.add_argument(
        "--groups", action="store_true", help="show languages and types of few questions, too"
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
    from api.cli.terminal import complain, progress_bar
    from api.opening import encoder_of
    from index.models import DEFAULT_MODEL
    from search.compare import check_pairs
    from search.evaluation import Request, evaluate

    if args.k < _LEAST_K:
        raise UsageError(f"{args.k} is too few", where="-k", hint=f"give {_LEAST_K} or more")
    out = _report_path(args.html) if args.html else None
    models = _models(args.model) if args.model else None
    datasets = tuple(Path(dataset) for dataset in args.datasets)
    check_pairs(args.compare, models or (), answers=any(path.is_file() for path in datasets))
    request = Request(
        datasets=datasets,
        index=index_path(args.index),
        models=models,
        default_model=DEFAULT_MODEL,
        distractors=Path(args.distractors) if args.distractors else None,
        cache=Path(args.cache) if args.cache else cache_home() / "eval",
        k=args.k,
        jobs=args.jobs,
        limit=args.limit,
    )
    with progress_bar() as progress:
        payload = evaluate(
            request,
            open_encoder=encoder_of,
            open_to_build=partial(encoder_of, check_hashes=True),
            tell=partial(complain, role="warning"),
            progress=progress,
        )
    problems = _compare(payload, args.compare)
    unwritten = _write_report(out, payload) if out else []
    _show(payload, args, None if unwritten else out)
    problems += unwritten
    for problem in problems[:-1]:
        complain(str(problem))
    if problems:  # told now, so that what was measured is not lost
        raise problems[-1]
    return 0


def _models(given: list[str]) -> tuple[str | None, ...]:
    """The models asked for, each once; None for terms alone."""
    from api.opening import NO_MODEL

    if not all(name.strip() for name in given):
        hint = f"give a name of wenju models, or {NO_MODEL}"
        raise UsageError("no model is named", where="--model", hint=hint)
    return tuple(None if name == NO_MODEL else name for name in dict.fromkeys(given))


def _compare(payload: dict[str, Any], pairs: Sequence[Sequence[str]]) -> list[WenjuError]:
    """Add the comparisons to what was measured; why others could not be made."""
    from search.compare import compare

    payload["comparisons"] = []
    problems: list[WenjuError] = []
    for a, b in pairs:
        try:
            payload["comparisons"] += compare(payload, a, b)
        except WenjuError as error:
            problems.append(error)
    return problems


def _show(payload: dict[str, Any], args: argparse.Namespace, report: Path | None) -> None:
    from api.cli.eval_show import eval_lines
    from api.cli.terminal import print_json, print_lines

    if args.json:
        print_json(payload)
    else:
        print_lines(eval_lines(payload, n_misses=args.misses, groups=args.groups))
        print_lines(["", f"report: {report}"] if report else [])


def _report_path(given: str) -> Path:
    """Where the report goes, if a file can be written there; none is left there by trying."""
    out = Path(given)
    try:
        if out.exists() and not out.is_file() and not out.is_dir():  # a pipe: it is not tried
            return out
        is_new = not out.exists()
        out.open("ab").close()
        if is_new:
            out.unlink()
    except (OSError, ValueError) as error:
        what = f"not a file that can be written ({getattr(error, 'strerror', None) or error})"
        raise UsageError(what, where=given, hint="check --html") from error
    return out


def _write_report(out: Path, payload: dict[str, Any]) -> list[WenjuError]:
    """Write the report; why it could not be."""
    from api.report import report_html

    try:
        out.write_text(report_html(payload), encoding="utf-8")
    except OSError as error:
        what = f"cannot write the report: {error.strerror or error}"
        return [UsageError(what, where=str(out), hint="check --html")]
    return []
