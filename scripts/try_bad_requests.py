"""Send a server what nobody should: it must refuse in time, and never fail.

    scripts/try_bad_requests.py [--index DIR | --url URL] [--count N] [--seed N]

``tests/bad_requests.py, schemathesis over /openapi.json ─▶ server ─▶ statuses by route``. Exits with 1 if
any answer is a status of 500 or more, or takes more than ten seconds; what did is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the script runs from the checkout

import requests  # noqa: E402
import schemathesis  # noqa: E402
from bad_requests import (  # type: ignore[import-not-found]  # noqa: E402
    DEADLINE,
    BadRequest,
    Outcome,
    bad_requests,
    send,
)
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402
from served import served  # type: ignore[import-not-found]  # noqa: E402

from api.app import create_app  # noqa: E402
from index.build import build  # noqa: E402
from index.config import IndexConfig  # noqa: E402
from index.models import open_encoder  # noqa: E402

AT_ONCE = 2  # requests in flight


def main(arguments: Sequence[str] | None = None) -> int:
    """Send them, and count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", type=Path, help="default: one of examples/articles, built now")
    parser.add_argument("--url", help="a server that runs, in place of one of our own")
    parser.add_argument("--count", type=int, default=1_200, help="of our own requests (1200)")
    parser.add_argument(
        "--each", type=int, default=10, help="of schemathesis, an operation and mode"
    )
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wenju-bad-requests-") as folder:
        if args.url:
            outcomes = list(all_outcomes(args.url.rstrip("/"), args.count, args.each, args.seed))
        else:
            index = args.index or built(Path(folder) / "index")
            with served(create_app(index)) as address:
                outcomes = list(all_outcomes(address, args.count, args.each, args.seed))
    return report(outcomes)


def built(index: Path) -> Path:
    """An index of the example articles."""
    articles = ROOT / "examples" / "articles"
    build([articles], index, config=IndexConfig(), encoder=open_encoder())
    return index


def all_outcomes(address: str, count: int, each: int, number: int) -> Iterator[Outcome]:
    """Of our own requests, then of those that are made from the description of the routes."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(
            lambda request: send(address, request), islice(bad_requests(number), count)
        )
    schema: Any = schemathesis.openapi.from_url(f"{address}/openapi.json")
    for result in schema.get_all_operations():
        for mode in (GenerationMode.NEGATIVE, GenerationMode.POSITIVE):
            yield from described(result.ok(), mode, each, number)


def described(operation: Any, mode: GenerationMode, each: int, number: int) -> list[Outcome]:
    """Requests that a description forbids, or allows."""
    outcomes: list[Outcome] = []

    @seed(number)
    @settings(
        max_examples=each,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        request = BadRequest(
            operation.path, f"schemathesis, {mode.value}: {case.body!r}"[:160], case.method, ""
        )
        started = time.perf_counter()
        try:
            reply = case.call(timeout=DEADLINE)
            outcomes.append(
                Outcome(request, reply.status_code, time.perf_counter() - started, reply.text)
            )
        except requests.Timeout:
            outcomes.append(Outcome(request, None, time.perf_counter() - started))

    with suppress(Unsatisfiable):  # where nothing is asked for, nothing is forbidden
        call()
    return outcomes


def report(outcomes: Sequence[Outcome]) -> int:
    """Print statuses by route, the slowest, and every fault."""
    by_route: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        said = {None: "hang", 0: "closed"}.get(outcome.status, str(outcome.status))
        by_route[outcome.request.route][said] += 1
    for route, counts in sorted(by_route.items()):
        print(f"{route:40} {'  '.join(f'{status}: {n}' for status, n in sorted(counts.items()))}")
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    faults = [outcome for outcome in outcomes if outcome.is_fault]
    print(
        f"{len(outcomes)} requests, {len(faults)} faults; the slowest took {slowest.seconds:.1f} s:"
    )
    print(f"    {slowest.request.method} {slowest.request.route}: {slowest.request.what}")
    for fault in faults:
        print(
            f"FAULT {fault.status} {fault.request.method} {fault.request.target or fault.request.route}"
        )
        print(f"    {fault.request.what}\n    {fault.text[-300:]!r}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
