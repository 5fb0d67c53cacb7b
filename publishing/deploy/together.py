"""Does several things at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

WORKERS = 8
T = TypeVar("T")
R = TypeVar("R")


def each(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Do something with each item, several at once; return what came of them in their order.

    Raises as work does; what was not begun then is left out, and what was is not waited for.
    """
    pool = ThreadPoolExecutor(WORKERS)
    try:
        futures = [pool.submit(work, item) for item in items]
        wait(futures, return_when=FIRST_EXCEPTION)
        for future in futures:
            if future.done() and (error := future.exception()):
                raise error
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def meanwhile(work: Callable[[], R], other: Callable[[], None]) -> R:
    """Do both at once; return what came of the first. Raises as either does."""
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(work)
        other()
        return future.result()
    finally:
        pool.shutdown(wait=False)
