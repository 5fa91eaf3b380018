"""Conversations as token ids, without padding; a picture goes through the processor once, not once a round."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import transformers

from inference.cfsa.conversation import AnswerRefused, Conversation, ImageReference

from .chat_inputs import chat_messages
from .pictures import load_picture

REMEMBERED_PICTURES = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture becomes in every prompt that shows it: its placeholder tokens, None where they vary."""

    placeholders: list[int] | None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A whole prompt; with a picture its first `picture_end` tokens reach to the last placeholder."""

    conversation: Conversation
    picture: tuple | None
    ids: list[int]
    picture_end: int


class PromptReader:
    """Reads conversations with a model's processor and chat template."""

    def __init__(self, processor: transformers.ProcessorMixin, image_token: int | None) -> None:
        self.processor = processor
        self.image_token = image_token
        self._control_tokens = _control_tokens(processor.tokenizer)
        self._shown: OrderedDict[tuple, Shown] = OrderedDict()

    def inputs(self, conversations: Sequence[Conversation]) -> transformers.BatchFeature:
        """All that the model reads, padded on the left; raises AnswerRefused where the processor cannot."""
        messages = []
        for conversation in conversations:
            picture = None if conversation.image is None else load_picture(conversation.image)
            messages.append(chat_messages(conversation, picture, self._control_tokens))
        try:
            return self.processor.apply_chat_template(
                messages,
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
                return_tensors="pt",
                processor_kwargs={"padding": True, "padding_side": "left"},
            )
        except (ValueError, IndexError, TypeError) as error:
            raise AnswerRefused(f"The model's processor cannot read the picture or the text: {error}") from error

    def prompt(self, conversation: Conversation) -> Prompt:
        """The token ids of one conversation; raises AnswerRefused where its picture or text cannot be read."""
        if conversation.image is None:
            return Prompt(conversation, None, self._template_ids(conversation), 0)
        picture = _fingerprint(conversation.image)
        shown = self._shown.get(picture)
        if shown is None or shown.placeholders is None:
            return self._first_prompt(conversation, picture)
        self._shown.move_to_end(picture)
        ids = self._template_ids(conversation)
        place = ids.index(self.image_token)
        return self._prompt(conversation, picture, ids[:place] + shown.placeholders + ids[place + 1 :])

    def _first_prompt(self, conversation: Conversation, picture: tuple) -> Prompt:
        whole = self.inputs([conversation])["input_ids"][0].tolist()
        self._shown[picture] = Shown(self._placeholders(self._template_ids(conversation), whole))
        if len(self._shown) > REMEMBERED_PICTURES:
            self._shown.popitem(last=False)
        return self._prompt(conversation, picture, whole)

    def _prompt(self, conversation: Conversation, picture: tuple, ids: list[int]) -> Prompt:
        end = len(ids) - ids[::-1].index(self.image_token) if self.image_token in ids else 0
        return Prompt(conversation, picture, ids, end)

    def _placeholders(self, short: list[int], whole: list[int]) -> list[int] | None:
        """What stands in the whole prompt for the template's one image token; None where that cannot be told."""
        if short.count(self.image_token) != 1:
            return None
        place = short.index(self.image_token)
        end = len(whole) - (len(short) - place - 1)
        alike = whole[:place] == short[:place] and whole[end:] == short[place + 1 :]
        return whole[place:end] if alike and end > place else None

    def _template_ids(self, conversation: Conversation) -> list[int]:
        """The template's text as tokens, as the processor makes them: no second start token."""
        messages = chat_messages(conversation, None, self._control_tokens)
        if conversation.image is not None:
            first = next(message for message in messages if message["role"] == "user")
            first["content"].insert(0, {"type": "image"})
        text = self.processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        start = self.processor.tokenizer.bos_token
        special = not (start is not None and text.startswith(start))
        return self.processor.tokenizer(text, add_special_tokens=special)["input_ids"]


def sequence_inputs(inputs: transformers.BatchFeature, length: int) -> dict[str, Any]:
    """What goes with the first `length` tokens: pixels as they are, marks of tokens cut to them."""
    shape = inputs["input_ids"].shape
    return {
        name: value[..., :length] if torch.is_tensor(value) and value.shape == shape else value
        for name, value in inputs.items()
        if name not in ("input_ids", "attention_mask")
    }


def _fingerprint(image: ImageReference) -> tuple:
    """The file and its state: a file that was replaced is another picture."""
    try:
        state = image.path.stat()
    except OSError as error:
        raise AnswerRefused(f"The picture {image.key} cannot be read: {error}") from error
    return (str(image.path), state.st_mtime_ns, state.st_size)


def _control_tokens(tokenizer: transformers.PreTrainedTokenizerBase) -> frozenset[str]:
    added = (token.content for token in tokenizer.added_tokens_decoder.values() if token.special)
    return frozenset(tokenizer.all_special_tokens) | frozenset(added)
