"""Answers from a model on this machine: any architecture of AutoModelForImageTextToText."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import transformers

from inference.cfsa.conversation import Answer, AnswerRefused, Conversation, EngineError, OutOfMemory

from .batching import answer_in_batches
from .chat_inputs import chat_messages
from .defaults import BOUNDS, TRANSFORMERS
from .loading import load_model, load_processor, pick_device, pick_dtype, source_of
from .options import read_options, require_within
from .pictures import load_picture


def build_transformers(model: str, revision: str, options: Mapping[str, Any]) -> TransformersEngine:
    """Load a model from a folder, or from the hub at a commit; raises EngineConfigurationError.

    Only safetensors are read and no code that comes with a model is run. `device` is auto, cpu, cuda or
    cuda:N; `dtype` is auto, float32, float16 or bfloat16; `batch_size` halves itself when memory is short.
    """
    values = read_options("transformers", options, TRANSFORMERS)
    require_within("transformers", values, BOUNDS)
    source = source_of(model, revision)
    device = pick_device(values["device"])
    dtype = pick_dtype(values["dtype"], device)
    processor = load_processor(source)
    loaded = load_model(source, device, dtype)
    return TransformersEngine(loaded, processor, model_name=model, revision=revision, batch_size=values["batch_size"])


class TransformersEngine:
    """An engine over one loaded model; `batch_size` conversations are decoded together."""

    name = "transformers"

    def __init__(
        self,
        model: transformers.PreTrainedModel,
        processor: transformers.ProcessorMixin,
        *,
        model_name: str = "",
        revision: str = "",
        batch_size: int = 8,
    ) -> None:
        self._model = model
        self._processor = processor
        self._model_name = model_name
        self._revision = revision
        self.batch_size = batch_size
        self._control_tokens = _control_tokens(processor.tokenizer)

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
        """One result for each conversation, in order; batches shrink for good when memory is short."""
        results, self.batch_size = answer_in_batches(conversations, self._answer_batch, self.batch_size)
        return results

    def close(self) -> None:
        """Drop the model and give its memory back."""
        self._model = self._processor = None
        _give_memory_back()

    def _answer_batch(self, conversations: Sequence[Conversation]) -> list[Answer | EngineError]:
        """Answer conversations that decode alike; raises OutOfMemory and AnswerRefused for the batch as a whole."""
        started = time.monotonic()
        try:
            inputs = self._prepare(conversations)
            written = self._generate(inputs, conversations[0])
        except torch.OutOfMemoryError:
            # Raised anew outside of this block, so that the traceback keeps no tensors alive.
            written = None
        if written is None:
            _give_memory_back()
            raise OutOfMemory("The model ran out of memory.")
        seconds = (time.monotonic() - started) / len(conversations)
        return [
            self._read(tokens, int(mask.sum()), seconds, conversation.parameters.max_new_tokens)
            for tokens, mask, conversation in zip(written, inputs["attention_mask"], conversations, strict=True)
        ]

    def _prepare(self, conversations: Sequence[Conversation]) -> transformers.BatchFeature:
        """Token ids padded on the left, so that all prompts end together, and the pictures' pixels."""
        messages = []
        for conversation in conversations:
            picture = None if conversation.image is None else load_picture(conversation.image)
            messages.append(chat_messages(conversation, picture, self._control_tokens))
        try:
            inputs = self._processor.apply_chat_template(
                messages,
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
                return_tensors="pt",
                processor_kwargs={"padding": True},
            )
        except (ValueError, IndexError, TypeError) as error:
            raise AnswerRefused(f"The model's processor cannot read the picture or the text: {error}") from error
        return inputs.to(self._model.device, dtype=self._model.dtype)

    def _generate(self, inputs: transformers.BatchFeature, first: Conversation) -> torch.Tensor:
        """The new tokens of each conversation, int64 of shape (batch, at most max_new_tokens)."""
        parameters = first.parameters
        sampling: dict[str, Any] = {"do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        if parameters.temperature > 0:
            sampling = {"do_sample": True, "temperature": parameters.temperature, "top_p": parameters.top_p, "top_k": 0}
            torch.manual_seed(parameters.seed)
        with torch.inference_mode():
            tokens = self._model.generate(
                **inputs,
                **sampling,
                max_new_tokens=parameters.max_new_tokens,
                pad_token_id=self._processor.tokenizer.pad_token_id,
            )
        return tokens[:, inputs["input_ids"].shape[1] :].cpu()

    def _read(self, tokens: torch.Tensor, prompt_tokens: int, seconds: float, limit: int) -> Answer:
        """The text up to the first end token; the end token counts as generated."""
        ids = tokens.tolist()
        ends = [position for position, token in enumerate(ids) if token in self._end_tokens()]
        count = ends[0] + 1 if ends else len(ids)
        return Answer(
            text=self._processor.tokenizer.decode(ids[:count], skip_special_tokens=True).strip(),
            prompt_tokens=prompt_tokens,
            generated_tokens=count,
            seconds=seconds,
            truncated=not ends and count >= limit,
        )

    def _end_tokens(self) -> set[int]:
        end = self._model.generation_config.eos_token_id
        return set(end) if isinstance(end, list) else {end}


def _control_tokens(tokenizer: transformers.PreTrainedTokenizerBase) -> frozenset[str]:
    added = (token.content for token in tokenizer.added_tokens_decoder.values() if token.special)
    return frozenset(tokenizer.all_special_tokens) | frozenset(added)


def _give_memory_back() -> None:
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
