"""Keys and values of prompts' beginnings, kept by picture: what one round read, the next ones need not read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

# One pair of a layer: keys and values, each of shape (1, heads, tokens, size of a head).
Layers = list[tuple[torch.Tensor, torch.Tensor]]


@dataclass(eq=False, slots=True)
class Segment:
    """Tokens in a row with their keys and values; they follow `parent` from its token `start` on."""

    parent: Segment | None
    start: int
    ids: list[int]
    layers: Layers

    def bytes(self) -> int:
        """The memory of the keys and values."""
        return sum(each.numel() * each.element_size() for pair in self.layers for each in pair)


@dataclass(frozen=True, slots=True)
class Prefix:
    """The first `length` tokens of a prompt as far as they are known: the end of a chain of segments."""

    segment: Segment | None = None
    length: int = 0

    def pieces(self) -> list[tuple[Layers, int]]:
        """The chain from the first token on: layers, and how many of their tokens count."""
        pieces, segment, end = [], self.segment, self.length
        while segment is not None:
            pieces.append((segment.layers, end - segment.start))
            segment, end = segment.parent, segment.start
        return pieces[::-1]

    def cut(self, length: int) -> Prefix:
        """The same prefix, at most `length` tokens long."""
        if length >= self.length:
            return self
        segment = self.segment
        while segment is not None and segment.start >= length:
            segment = segment.parent
        return Prefix(segment, length if segment is not None else 0)


class PrefixTree:
    """All segments of prompts that show the same picture."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.positions: dict[int, Any] = {}  # by where the picture ends
        self.bytes = 0

    def longest(self, ids: Sequence[int]) -> Prefix:
        """The longest known beginning of the prompt, token by token."""
        reached: dict[Segment | None, int] = {None: 0}
        best = Prefix()
        for segment in self.segments:  # parents come before their children
            if reached.get(segment.parent, -1) < segment.start:
                continue
            reached[segment] = segment.start + common_length(segment.ids, ids[segment.start :])
            if reached[segment] > best.length:
                best = Prefix(segment, reached[segment])
        return best

    def add(self, before: Prefix, ids: Sequence[int], layers: Layers) -> Prefix:
        """Append what follows `before`; returns the prefix that ends with it."""
        segment = Segment(before.segment, before.length, list(ids), layers)
        self.segments.append(segment)
        self.bytes += segment.bytes()
        return Prefix(segment, before.length + len(ids))


@dataclass(slots=True)
class PrefixStore:
    """Trees by picture, the one used longest ago forgotten first once all take more than `limit()` bytes."""

    limit: Callable[[int], int]
    trees: OrderedDict[Hashable, PrefixTree] = field(default_factory=OrderedDict)

    def tree(self, key: Hashable) -> PrefixTree:
        """The tree of a picture, an empty one where there is none yet; it counts as used just now."""
        tree = self.trees.setdefault(key, PrefixTree())
        self.trees.move_to_end(key)
        return tree

    def known(self, key: Hashable, ids: Sequence[int]) -> int:
        """How many tokens of a prompt's beginning are kept; asking is no use of the tree."""
        tree = self.trees.get(key)
        return tree.longest(ids).length if tree is not None else 0

    def bytes(self) -> int:
        """What all trees take."""
        return sum(tree.bytes for tree in self.trees.values())

    def make_room(self) -> None:
        """Forget trees until the rest is within the limit, which is told how much is held."""
        held = self.bytes()
        limit = self.limit(held)
        while self.trees and held > limit:
            held -= self.trees.popitem(last=False)[1].bytes

    def clear(self) -> None:
        """Forget everything."""
        self.trees.clear()


def common_length(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens both begin with alike."""
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return next(place for place in range(most) if first[place] != second[place])
