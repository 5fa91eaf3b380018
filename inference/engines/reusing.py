"""Finds out whether a model may answer from kept prefixes: by what it is made of, and by trying."""

from __future__ import annotations

import inspect
import tempfile
from pathlib import Path

import torch
import transformers
from PIL import Image

from inference.cfsa.conversation import (
    AnswerRefused,
    Conversation,
    GenerationParameters,
    ImageReference,
    Message,
    Phase,
)

from .caches import all_layers_are_plain
from .decoding import ReusingDecoder
from .generating import generate
from .memory import is_shortage
from .prefixes import PrefixStore
from .prompt_tokens import PromptReader
from .sampling import LeaveOff, greedy_settings

# The largest difference of a score, as a share of the range of all scores.
TOLERANCE = {torch.float32: 1e-3, torch.float64: 1e-3}
TOLERANCE_OF_HALF_PRECISION = 0.05
TEXTS = ("Who is this?", "Look at the picture. What is it that stands out, and where does one see it?")
# What a model that does not fit the assumptions raises from within the library.
MISFITS = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RuntimeError)


def refusal_by_make(model: transformers.PreTrainedModel) -> str:
    """Why the model cannot start from a prefix, "" where nothing speaks against it."""
    generation = model.generation_config
    if model.config.is_encoder_decoder or not model._supports_default_dynamic_cache():
        return "it has no cache of keys and values alone"
    if not all_layers_are_plain(model.config.get_text_config(decoder=True)):
        return "some of its layers forget or fold what they have read"
    if "position_ids" not in inspect.signature(model.forward).parameters:
        return "it takes no positions"
    if (generation.num_beams or 1) > 1 or generation.cache_implementation or generation.use_cache is False:
        return "its generation settings ask for a search or a cache of their own"
    if (generation.guidance_scale or 1) != 1 or generation.prompt_lookup_num_tokens or generation.prefill_chunk_size:
        return "its generation settings ask for more than one reading"
    return ""


def padding_changes_answers(model: transformers.PreTrainedModel) -> bool:
    """Whether the generation settings count tokens of the prompt, padding included: such prompts stay alone."""
    generation = model.generation_config
    counted = (generation.no_repeat_ngram_size, generation.min_length, generation.sequence_bias)
    return any(counted) or bool(generation.stop_strings or generation.encoder_no_repeat_ngram_size)


def refusal_by_trial(model: transformers.PreTrainedModel, reader: PromptReader) -> str:
    """Answer two questions on a picture both ways; why the scores differ, "" where they do not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.png"
        Image.linear_gradient("L").convert("RGB").resize((96, 64)).save(path)
        asked = [_asking(text, ImageReference("trial.png", path)) for text in TEXTS]
        try:
            return _compare(model, reader, asked)
        except (AnswerRefused, *MISFITS) as error:
            if is_shortage(error):
                raise
            return f"it cannot be tried ({error})"


def _compare(model: transformers.PreTrainedModel, reader: PromptReader, asked: list[Conversation]) -> str:
    plain = [reader.inputs([conversation]) for conversation in asked]
    if any("token_type_ids" in inputs for inputs in plain):
        return "its pictures are read in both directions"
    prompts = [reader.prompt(conversation) for conversation in asked]
    if [prompt.ids for prompt in prompts] != [inputs["input_ids"][0].tolist() for inputs in plain]:
        return "its prompts cannot be put together from parts"
    if not all(0 < prompt.picture_end < len(prompt.ids) for prompt in prompts):
        return "its prompts do not end with text"
    decoder = ReusingDecoder(model, reader, PrefixStore(lambda held: held))
    settings = {
        **greedy_settings(asked[0].parameters),
        "pad_token_id": reader.processor.tokenizer.pad_token_id,
        "min_length": 0,
        "output_logits": True,
        "return_dict_in_generate": True,
    }
    rows = decoder.rows(prompts, LeaveOff(None))
    reused = generate(model, rows, decoder.depth, 1, **settings)[0].logits[0]
    with torch.inference_mode():
        whole = [
            model.generate(**inputs.to(model.device, dtype=model.dtype), **settings).logits[0][0] for inputs in plain
        ]
    return "" if _alike(torch.stack(whole), reused, model.dtype) else "its scores differ when it starts from a prefix"


def _alike(whole: torch.Tensor, reused: torch.Tensor, dtype: torch.dtype) -> bool:
    spread = whole.max() - whole.min()
    return bool((whole - reused).abs().max() <= TOLERANCE.get(dtype, TOLERANCE_OF_HALF_PRECISION) * spread)


def _asking(text: str, image: ImageReference) -> Conversation:
    return Conversation((Message("user", text),), image, GenerationParameters(1), Phase.READING, "trial")
