"""The cache that a batch decodes with: each row begins with its own kept prefix, and there is room for what follows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import Cache, DynamicCache
from transformers.cache_utils import DynamicLayer

from .prefixes import Layers, Prefix


class RoomyLayer(DynamicLayer):
    """A dynamic layer whose memory is taken once: the library's own copies everything for each new token."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        """Take the memory: `room` tokens for each row of the batch."""
        super().lazy_initialization(key_states, value_states)
        self.all_keys, self.all_values = (_space(states, self.room) for states in (key_states, value_states))
        self.keys, self.values = self.all_keys[:, :, :0], self.all_values[:, :, :0]

    def update(self, key_states: torch.Tensor, value_states: torch.Tensor, *args, **kwargs):
        """Write the new tokens behind the others; returns all keys and all values."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start = self.keys.shape[-2]
        end = start + key_states.shape[-2]
        if end > self.room:
            return super().update(key_states, value_states)
        self.all_keys[:, :, start:end] = key_states
        self.all_values[:, :, start:end] = value_states
        self.keys, self.values = self.all_keys[:, :, :end], self.all_values[:, :, :end]
        return self.keys, self.values


def _space(states: torch.Tensor, room: int) -> torch.Tensor:
    batch, heads, _, size = states.shape
    return states.new_empty((batch, heads, room, size))


def batch_cache(prefixes: Sequence[Prefix], depth: int, room: int) -> Cache:
    """A cache whose rows end with their prefixes, padded with zeros on the left; `depth` layers, `room` tokens."""
    cache = Cache(layers=[RoomyLayer(room) for _ in range(depth)])
    width = max(prefix.length for prefix in prefixes)
    if width:
        pieces = [prefix.pieces() for prefix in prefixes]
        for number, layer in enumerate(cache.layers):
            _fill(layer, number, pieces, width)
    return cache


def _fill(layer: RoomyLayer, number: int, rows: Sequence[list[tuple[Layers, int]]], width: int) -> None:
    some = next(layers[number] for pieces in rows for layers, _ in pieces)
    shapes = (each.new_empty((len(rows), each.shape[1], 0, each.shape[3])) for each in some)
    layer.lazy_initialization(*shapes)
    layer.keys, layer.values = layer.all_keys[:, :, :width], layer.all_values[:, :, :width]
    for row, pieces in enumerate(rows):
        start = width - sum(count for _, count in pieces)
        layer.keys[row, :, :start] = layer.values[row, :, :start] = 0
        for layers, count in pieces:
            keys, values = layers[number]
            layer.keys[row, :, start : start + count] = keys[0, :, :count]
            layer.values[row, :, start : start + count] = values[0, :, :count]
            start += count


def cut_out(cache: Cache, row: int, start: int, end: int) -> Layers:
    """A copy of one row's keys and values from one token to another."""
    return [
        (layer.keys[row : row + 1, :, start:end].clone(), layer.values[row : row + 1, :, start:end].clone())
        for layer in cache.layers
    ]


def all_layers_are_plain(config) -> bool:
    """Whether every layer keeps every token: sliding windows and recurrent states cannot be cut at a token."""
    layers = DynamicCache(config=config).layers
    return bool(layers) and all(type(layer) is DynamicLayer for layer in layers)
