"""Reads tokens into a cache as `generate` would read them, without writing any."""

from __future__ import annotations

from typing import Any

import torch
import transformers

from .caches import batch_cache, cut_out
from .prefixes import Layers, Prefix


class Positions:
    """Position ids of prompts, also for models that count pictures in three dimensions.

    They are the model's own for the first tokens, up to the first behind the picture; from there on they count by one.
    """

    def __init__(self, head: torch.Tensor) -> None:
        self.head = head

    @classmethod
    def of(cls, model: transformers.PreTrainedModel, inputs: dict[str, Any], picture_end: int) -> Positions:
        """Those of one unpadded prompt with all its inputs."""
        others = {name: value for name, value in inputs.items() if name != "input_ids"}
        with torch.inference_mode():
            found = model._prepare_position_ids_for_generation(inputs["input_ids"], others)
        return cls(found[..., : picture_end + 1])

    def upto(self, length: int) -> torch.Tensor:
        """Position ids of shape (..., 1, length)."""
        known = self.head.shape[-1]
        more = torch.arange(1, max(0, length - known) + 1, device=self.head.device)
        return torch.cat([self.head, self.head[..., -1:] + more], dim=-1)[..., :length]


def prefill(
    model: transformers.PreTrainedModel,
    ids: list[int],
    before: Prefix,
    positions: Positions,
    depth: int,
    extra: dict[str, Any],
) -> Layers:
    """Keys and values of one prompt's tokens behind `before`; `extra` are pixels and what belongs to them."""
    with torch.inference_mode():
        cache = batch_cache([before], depth, len(ids))
        tokens = torch.tensor([ids], device=model.device)
        read(model, cache, tokens, None, positions.upto(len(ids)), extra)
        return cut_out(cache, 0, before.length, len(ids))


def read(
    model: transformers.PreTrainedModel,
    cache: transformers.Cache,
    ids: torch.Tensor,
    mask: torch.Tensor | None,
    positions: torch.Tensor,
    extra: dict[str, Any],
) -> None:
    """Let the model read what the cache lacks of the tokens, as `generate` would; ids of shape (batch, columns)."""
    if model._supports_logits_to_keep():
        extra = {**extra, "logits_to_keep": 1}
    inputs = model.prepare_inputs_for_generation(
        ids,
        next_sequence_length=ids.shape[1] - cache.get_seq_length(),
        past_key_values=cache,
        attention_mask=mask,
        position_ids=positions,
        use_cache=True,
        is_first_iteration=True,
        **extra,
    )
    model(**inputs, return_dict=True)
