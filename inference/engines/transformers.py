"""Answers from a model on this machine: any architecture of AutoModelForImageTextToText."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import transformers

from inference.cfsa.conversation import Answer, Cancelled, Conversation, EngineError, OutOfMemory

from .batching import BatchSize, answer_in_batches
from .decoding import PlainDecoder, ReusingDecoder, Written
from .defaults import BOUNDS, TRANSFORMERS
from .loading import load_model, load_processor, pick_device, pick_dtype, reachable_source, source_of
from .memory import free_bytes, give_memory_back, is_shortage
from .options import read_options, require_within
from .prefixes import PrefixStore
from .prompt_tokens import PromptReader
from .reusing import padding_changes_answers, refusal_by_make, refusal_by_trial
from .sampling import LeaveOff

log = logging.getLogger("eibench.engines")

# Of the memory that is free or taken by prefixes; the rest is for the batches. A host has other things to do as well.
SHARE_FOR_PREFIXES = {"cuda": 0.5, "cpu": 0.25}


def build_transformers(model: str, revision: str, options: Mapping[str, Any]) -> TransformersEngine:
    """Load a model from a folder, or from the hub at a commit; raises EngineConfigurationError.

    Only safetensors are read and no code that comes with a model is run. `device` is auto, cpu, cuda or cuda:N;
    `dtype` is auto, float32, float16 or bfloat16. At most `batch_size` conversations decode together, fewer where
    memory is short. `reuse_prefixes` reads each picture once for all its rounds, kept within `cache_bytes`; 0 stands
    for a share of the memory that is free.
    """
    values = read_options("transformers", options, TRANSFORMERS)
    require_within("transformers", values, BOUNDS)
    source = source_of(model, revision)
    device = pick_device(values["device"])
    dtype = pick_dtype(values["dtype"], device)
    source = reachable_source(source)
    processor = load_processor(source)
    loaded = load_model(source, device, dtype)
    return TransformersEngine(
        loaded,
        processor,
        model_name=model,
        revision=revision,
        batch_size=values["batch_size"],
        reuse_prefixes=values["reuse_prefixes"],
        cache_bytes=values["cache_bytes"],
    )


class TransformersEngine:
    """An engine over one loaded model; at most `batch_size` conversations are decoded together."""

    name = "transformers"

    def __init__(
        self,
        model: transformers.PreTrainedModel,
        processor: transformers.ProcessorMixin,
        *,
        model_name: str = "",
        revision: str = "",
        batch_size: int = TRANSFORMERS["batch_size"],
        reuse_prefixes: bool = True,
        cache_bytes: int = 0,
    ) -> None:
        self._model = model
        self._model_name = model_name
        self._revision = revision
        self._cache_bytes = cache_bytes
        self._reader = PromptReader(processor, _image_token(model, processor))
        self._store = PrefixStore(self._prefix_limit)
        self._decoder: PlainDecoder | ReusingDecoder | None = None if reuse_prefixes else self._plain()
        self.batches = BatchSize(1 if padding_changes_answers(model) else batch_size)
        self.no_reuse_because = "" if reuse_prefixes else "it is switched off"

    def describe(self) -> dict[str, Any]:
        """The recipe part, with the versions and the arithmetic that shape the words."""
        return {
            "engine": self.name,
            "model": self._model_name,
            "revision": self._revision,
            "packages": {"transformers": transformers.__version__, "torch": torch.__version__},
            "architecture": type(self._model).__name__,
            "dtype": str(self._model.dtype).removeprefix("torch."),
            "device": str(self._model.device),
        }

    def answer(
        self, conversations: Sequence[Conversation], *, should_stop: Callable[[], bool] | None = None
    ) -> list[Answer | EngineError]:
        """One result for each conversation, in order; batches shrink when memory is short, and grow back.

        Raises Cancelled where `should_stop` says yes; nothing is kept in memory then but the model.
        """
        leave_off = LeaveOff(should_stop)
        try:
            return answer_in_batches(conversations, lambda part: self._answer_batch(part, leave_off), self.batches)
        except Cancelled:
            pass  # as long as it is handled, its traceback keeps the caches and the model alive
        self._drop_prefixes()
        raise Cancelled

    def close(self) -> None:
        """Drop the model and give its memory back."""
        self._store.clear()
        self._model = self._reader = self._decoder = None
        give_memory_back()

    def _answer_batch(self, conversations: Sequence[Conversation], leave_off: LeaveOff) -> list[Answer | EngineError]:
        """Answer conversations that decode alike; raises OutOfMemory and AnswerRefused for the batch as a whole."""
        started = time.monotonic()
        held = self._store.bytes()
        written = self._try_to_decode(conversations, leave_off)
        if written is None and held:
            self._drop_prefixes()
            written = self._try_to_decode(conversations, leave_off)
        if written is None:
            self._drop_prefixes()
            raise OutOfMemory("The model ran out of memory.")
        seconds = (time.monotonic() - started) / len(conversations)
        return [
            self._read(each, seconds, conversation.parameters.max_new_tokens)
            for each, conversation in zip(written, conversations, strict=True)
        ]

    def _try_to_decode(self, conversations: Sequence[Conversation], leave_off: LeaveOff) -> list[Written] | None:
        """What was written; None where memory was short, so that no traceback keeps tensors alive."""
        try:
            if self._decoder is None:
                self._decoder = self._pick_decoder()
            return self._decoder.decode(conversations, leave_off)
        except (MemoryError, RuntimeError) as error:
            if not is_shortage(error):
                raise
            return None

    def _pick_decoder(self) -> PlainDecoder | ReusingDecoder:
        """Kept prefixes where the model has shown that they change nothing, else whole prompts."""
        self.no_reuse_because = refusal_by_make(self._model) or refusal_by_trial(self._model, self._reader)
        if self.no_reuse_because:
            log.warning("%s reads each prompt as a whole: %s", type(self._model).__name__, self.no_reuse_because)
            return self._plain()
        return ReusingDecoder(self._model, self._reader, self._store)

    def _plain(self) -> PlainDecoder:
        return PlainDecoder(self._model, self._reader)

    def _prefix_limit(self, held: int) -> int:
        """The bytes that prefixes may take, which take `held` now."""
        device = self._model.device
        return self._cache_bytes or int(SHARE_FOR_PREFIXES.get(device.type, 0.25) * (free_bytes(device) + held))

    def _drop_prefixes(self) -> None:
        self._store.clear()
        give_memory_back()

    def _read(self, written: Written, seconds: float, limit: int) -> Answer:
        """The text up to the first end token; the end token counts as generated."""
        ends = [position for position, token in enumerate(written.ids) if token in self._end_tokens()]
        count = ends[0] + 1 if ends else len(written.ids)
        tokenizer = self._reader.processor.tokenizer
        return Answer(
            text=tokenizer.decode(written.ids[:count], skip_special_tokens=True).strip(),
            prompt_tokens=written.prompt_tokens,
            generated_tokens=count,
            seconds=seconds,
            reused_tokens=written.reused_tokens,
            truncated=not ends and count >= limit,
        )

    def _end_tokens(self) -> set[int]:
        end = self._model.generation_config.eos_token_id
        return set(end) if isinstance(end, list) else {end}


def _image_token(model: transformers.PreTrainedModel, processor: transformers.ProcessorMixin) -> int | None:
    known = (getattr(model.config, name, None) for name in ("image_token_id", "image_token_index"))
    return next((token for token in (*known, getattr(processor, "image_token_id", None)) if token is not None), None)
