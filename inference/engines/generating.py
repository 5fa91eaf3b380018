"""Decodes a batch of prompts from where their kept prefixes end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import transformers

from .caches import batch_cache, cut_out
from .prefilling import Positions, prefill, read
from .prefixes import Layers, Prefix


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt of a batch, the prefix that is read already, and how many tokens of it are known from before."""

    ids: list[int]
    prefix: Prefix
    positions: Positions
    reused: int = 0

    @property
    def left(self) -> int:
        """The tokens behind the prefix."""
        return len(self.ids) - self.prefix.length


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a batch's tokens stand: prefixes end at `width`, prompts end at the end; between are holes that are masked.

    Each tensor has the shape (batch, columns), position ids perhaps more dimensions before it.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    positions: torch.Tensor
    width: int


def lay_out(rows: Sequence[Row], device: torch.device) -> Layout:
    """Prefixes side by side, then what follows them; both padded on the left.

    Padding repeats the prompt's last token, so that penalties on words of the prompt hit no others.
    """
    width = max(row.prefix.length for row in rows)
    columns = width + max(row.left for row in rows)
    ids, mask = (torch.zeros((len(rows), columns), dtype=torch.long) for _ in range(2))
    every = [row.positions.upto(len(row.ids)) for row in rows]
    positions = torch.zeros((*every[0].shape[:-2], len(rows), columns), dtype=torch.long, device=device)
    for number, (row, its) in enumerate(zip(rows, every, strict=True)):
        length = row.prefix.length
        ids[number] = row.ids[-1]
        head, tail = (slice(width - length, width), slice(length)), (slice(-row.left, None), slice(length, None))
        for target, source in (head, tail):
            ids[number, target] = torch.tensor(row.ids[source], dtype=torch.long)
            mask[number, target] = 1
            positions[..., number, target] = its[..., 0, source]
    return Layout(ids.to(device), mask.to(device), positions, width)


def read_on(model: transformers.PreTrainedModel, rows: Sequence[Row], depth: int) -> list[Layers]:
    """Keys and values of what follows each row's prefix, but for the last token, which is left for `generate`."""
    if len(rows) == 1:
        return [prefill(model, rows[0].ids[:-1], rows[0].prefix, rows[0].positions, depth, {})]
    short = [replace(row, ids=row.ids[:-1]) for row in rows]
    layout = lay_out(short, model.device)
    columns = layout.ids.shape[1]
    with torch.inference_mode():
        cache = batch_cache([row.prefix for row in short], depth, columns)
        read(model, cache, layout.ids, layout.mask, layout.positions, {})
        return [cut_out(cache, number, columns - row.left, columns) for number, row in enumerate(short)]


def generate(
    model: transformers.PreTrainedModel, rows: Sequence[Row], depth: int, new_tokens: int, **settings: Any
) -> tuple[Any, int]:
    """What the library's `generate` returns, and how many columns of it are the prompts."""
    layout = lay_out(rows, model.device)
    with torch.inference_mode():
        cache = batch_cache([row.prefix for row in rows], depth, layout.ids.shape[1] + new_tokens)
        written = model.generate(
            input_ids=layout.ids,
            attention_mask=layout.mask,
            position_ids=layout.positions,
            past_key_values=cache,
            **settings,
        )
    return written, layout.ids.shape[1]
