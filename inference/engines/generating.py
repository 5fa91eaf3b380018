"""Decodes a batch of prompts from where their kept prefixes end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import transformers

from .caches import batch_cache
from .prefilling import Positions
from .prefixes import Prefix
from .prompt_tokens import Prompt


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt of a batch, the prefix it starts from, and how many of that prefix's tokens were read just for it."""

    prompt: Prompt
    prefix: Prefix
    positions: Positions
    read_for_it: int = 0

    @property
    def left(self) -> int:
        """The tokens behind the prefix."""
        return len(self.prompt.ids) - self.prefix.length


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
    every = [row.positions.upto(len(row.prompt.ids)) for row in rows]
    positions = torch.zeros((*every[0].shape[:-2], len(rows), columns), dtype=torch.long, device=device)
    for number, (row, its) in enumerate(zip(rows, every, strict=True)):
        length = row.prefix.length
        ids[number] = row.prompt.ids[-1]
        head, tail = (slice(width - length, width), slice(length)), (slice(-row.left, None), slice(length, None))
        for target, source in (head, tail):
            ids[number, target] = torch.tensor(row.prompt.ids[source], dtype=torch.long)
            mask[number, target] = 1
            positions[..., number, target] = its[..., 0, source]
    return Layout(ids.to(device), mask.to(device), positions, width)


def generate(
    model: transformers.PreTrainedModel, rows: Sequence[Row], depth: int, new_tokens: int, **settings: Any
) -> tuple[Any, transformers.Cache, Layout]:
    """What `generate` returns, the cache it filled, and where everything stands."""
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
    return written, cache, layout
