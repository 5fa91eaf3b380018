"""Cutting a stream into lists."""

from collections.abc import Iterable, Iterator
from itertools import islice


def batches(items: Iterable, size: int) -> Iterator[list]:
    """Lists of `size` items, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
