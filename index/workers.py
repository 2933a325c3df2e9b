"""Worker processes that keep the order of what is given to them, with bounded memory."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from index.config import IndexConfig
from index.process import Extraction, Result, Work, do_work

_PENDING = 4  # batches a worker may have waiting; bounds memory
_Other = TypeVar("_Other")


def in_order(
    items: Iterator[Work | _Other], *, jobs: int, config: IndexConfig
) -> Iterator[Result | _Other]:
    """Replace each piece of work by its results; anything else passes in its place.

    Workers are spawned, never forked: a forked child of a process that has used OpenMP can
    hang. With one job the work is done in this process.
    """
    if jobs <= 1:
        for item in items:
            if isinstance(item, list | Extraction):
                yield from do_work(item, config)
            else:
                yield item
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[list[Result]] | _Other] = deque()
    n_batches = 0
    ignore_interrupt = (signal.SIGINT, signal.SIG_IGN)  # this process ends them in order
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=signal.signal, initargs=ignore_interrupt
    ) as pool:
        try:
            for item in items:
                if isinstance(item, list | Extraction):
                    waiting.append(pool.submit(do_work, item, config))
                    n_batches += 1
                else:
                    waiting.append(item)
                while n_batches > _PENDING * jobs or (waiting and not _is_pending(waiting[0])):
                    first = waiting.popleft()
                    if isinstance(first, Future):
                        n_batches -= 1
                        yield from first.result()
                    else:
                        yield first
            for last in waiting:
                if isinstance(last, Future):
                    yield from last.result()
                else:
                    yield last
        except BaseException:  # an interrupt above all: a batch takes seconds, nobody wants it now
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _is_pending(item: object) -> bool:
    return isinstance(item, Future) and not item.done()
