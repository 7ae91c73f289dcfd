"""Homes prepare two at a time, in processes of their own, while the hub takes in what is there."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from hub.demo.handing_in import Kitchen, made_ready
from hub.demo.homes import Home

AT_A_TIME = 2
# What this process makes ready homes by, once it was told the kitchen and the crowd.
_ready: list[Callable[[Home], Path]] = []


@contextmanager
def side_by_side(
    kitchen: Kitchen, crowd: pl.DataFrame, everybody: Sequence[Home]
) -> Iterator[Iterator[Path]]:
    """Give what each home is to hand in, in the order of the homes, as soon as it is ready.

    NotPrepared where the preparation of a home refuses it. What is not begun when the block ends is
    left out.
    """
    pool = ProcessPoolExecutor(
        AT_A_TIME,
        # Spawned, so that no thread or lock of this process is copied.
        mp_context=get_context("spawn"),
        initializer=_taught,
        initargs=(kitchen, crowd),
    )
    try:
        yield pool.map(_made_ready, everybody)
    finally:
        pool.shutdown(cancel_futures=True)


def _taught(kitchen: Kitchen, crowd: pl.DataFrame) -> None:
    # Who interrupts the demo interrupts the process that waits for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ready.append(partial(made_ready, kitchen, crowd))


def _made_ready(home: Home) -> Path:
    return _ready[0](home)
