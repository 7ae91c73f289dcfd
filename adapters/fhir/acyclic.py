"""Work that makes many objects and no circles: the search for circles among them is put off."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def acyclic() -> Iterator[None]:
    """Let nobody look for circles of garbage in this block, which costs a sixth of its time.

    What a block of FHIR is decoded to is a tree: it goes when the last one who holds it does.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
