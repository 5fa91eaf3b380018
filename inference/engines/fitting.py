"""How many prompts decode together in the memory that is free: what each takes in the batch and what it leaves behind.

While a batch decodes, the keys and values of a prompt that was new exist twice: as kept for later rounds, and as copied
into the batch's own cache. Those of a prompt that was known before exist already, and only the copy is to be had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
import transformers

from .prefixes import PrefixStore, common_length
from .prompt_tokens import Prompt


def rows_that_fit(rows: Iterable[tuple[int, int]], room: float) -> int:
    """How many of the first rows fit into `room` tokens, one at least.

    A row is (columns, kept): the tokens it takes in a batch, where all are as wide as the widest, and those that are
    kept of it besides.
    """
    widest = kept = fitting = 0
    for columns, more in rows:
        widest, kept = max(widest, columns), kept + more
        if (fitting + 1) * widest + kept > room:
            break
        fitting += 1
    return max(1, fitting)


def rows_of(prompts: Sequence[Prompt], store: PrefixStore, new_tokens: int) -> list[tuple[int, int]]:
    """Each prompt's columns with its answer, and its tokens that neither the store nor one before it has read."""
    rows: list[tuple[int, int]] = []
    before: dict[tuple | None, list[list[int]]] = {}
    for prompt in prompts:
        alike = before.setdefault(prompt.picture, [])
        read = max((common_length(ids, prompt.ids) for ids in alike), default=0)
        kept = len(prompt.ids) - max(read, store.known(prompt.picture, prompt.ids))
        rows.append((len(prompt.ids) + new_tokens, kept))
        alike.append(prompt.ids)
    return rows


def token_bytes(config: transformers.PreTrainedConfig, dtype: torch.dtype) -> int:
    """The memory of one token's keys and values in all layers."""
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return 2 * config.num_hidden_layers * heads * size * dtype.itemsize
