"""Pages of memory that stay from one block to the next.

The pages of small objects go back to the system as soon as nothing lies in them, and fresh ones
cost a twelfth of what it takes to read a block.
"""

from collections.abc import Iterator
from contextlib import contextmanager

# What the objects of a block take, a little more than its bytes.
SIZE = 40 * 2**20
# The largest of the small objects that share pages, and how far apart they stay: a hundred KB or
# two, where the pages are given back a quarter of a MB at a time or more.
OBJECT = 440
APART = 400


@contextmanager
def kept_pages() -> Iterator[None]:
    """Keep the pages of small objects while blocks are read: one object stays in each stretch."""
    stretch = [bytes(OBJECT) for _ in range(SIZE // OBJECT)]
    kept = stretch[::APART]
    del stretch
    yield
    del kept
