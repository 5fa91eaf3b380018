"""Two ways from conversations to new tokens: whole prompts together, or from prefixes that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import transformers

from inference.cfsa.conversation import Conversation

from .fitting import rows_of, rows_that_fit, token_bytes
from .generating import Row, generate, read_on
from .memory import free_bytes
from .prefilling import Positions, prefill
from .prefixes import Prefix, PrefixStore, PrefixTree, common_length
from .prompt_tokens import Prompt, PromptReader, sequence_inputs
from .sampling import LeaveOff, greedy_settings, sampling_processors

# Reading ahead what several prompts share costs a step of its own: worth it from so many tokens saved.
WORTH_A_STEP = 48
# Reading the rest of several prompts at once repeats all their keys and values for each head, one layer at a time:
# bytes for which that pays, which is little where memory is slow.
WIDENED = {"cuda": 2**30, "cpu": 2**25}
SHARE_FOR_BATCH = 0.8  # of the free memory; the rest is for what a step computes
SPARE = 1.25


@dataclass(frozen=True, slots=True)
class Written:
    """The new tokens of one conversation, padding after the end included, and what its prompt cost."""

    ids: list[int]
    prompt_tokens: int
    reused_tokens: int = 0


class PlainDecoder:
    """Reads whole prompts, padded on the left: right for every model, and dear."""

    def __init__(self, model: transformers.PreTrainedModel, reader: PromptReader) -> None:
        self.model, self.reader = model, reader

    def decode(self, conversations: Sequence[Conversation], leave_off: LeaveOff) -> list[Written]:
        """One result for each conversation, in order; raises AnswerRefused, Cancelled; see `is_shortage`."""
        leave_off.check()
        inputs = self.reader.inputs(conversations).to(self.model.device, dtype=self.model.dtype)
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        # Padding repeats the prompt's last token, so that penalties on words of the prompt hit no others.
        inputs["input_ids"] = torch.where(mask == 0, ids[:, -1:], ids)
        with torch.inference_mode():
            written = self.model.generate(**inputs, **_settings(self.model, self.reader, conversations, leave_off))
        leave_off.check()
        new = written[:, ids.shape[1] :].tolist()
        return [Written(tokens, int(each.sum())) for tokens, each in zip(new, mask, strict=True)]


class ReusingDecoder:
    """Reads each picture once and every further text from where it leaves what was read before."""

    def __init__(self, model: transformers.PreTrainedModel, reader: PromptReader, store: PrefixStore) -> None:
        self.model, self.reader, self.store = model, reader, store
        self.config = model.config.get_text_config(decoder=True)
        self.depth = self.config.num_hidden_layers

    def decode(self, conversations: Sequence[Conversation], leave_off: LeaveOff) -> list[Written]:
        """One result for each conversation, in order; raises AnswerRefused, Cancelled; see `is_shortage`."""
        prompts = [self.reader.prompt(conversation) for conversation in conversations]
        written: list[Written] = []
        while len(written) < len(prompts):
            part = prompts[len(written) :]
            part = part[: self._how_many_fit(part)]
            written += self._decode_part(part, leave_off)
            self.store.make_room()
        return written

    def rows(self, prompts: Sequence[Prompt], leave_off: LeaveOff) -> list[Row]:
        """The prompts, read but for the last token of each; what several share is read once where that is worth it."""
        groups: dict[tuple | None, list[Prompt]] = {}
        for prompt in prompts:
            groups.setdefault(prompt.picture, []).append(prompt)
        read = {}
        for together in groups.values():
            leave_off.check()
            read[id(together[0])] = self._read_ahead(together)
        rows = [self._row(prompt, read.get(id(prompt), 0)) for prompt in prompts]
        return self._read_on(prompts, rows, leave_off)

    def _decode_part(self, prompts: Sequence[Prompt], leave_off: LeaveOff) -> list[Written]:
        rows = self.rows(prompts, leave_off)
        settings = _settings(self.model, self.reader, [prompt.conversation for prompt in prompts], leave_off)
        new_tokens = prompts[0].conversation.parameters.max_new_tokens
        written, columns = generate(self.model, rows, self.depth, new_tokens, **settings)
        leave_off.check()
        new = written[:, columns:].tolist()
        return [Written(ids, len(row.ids), row.reused) for ids, row in zip(new, rows, strict=True)]

    def _read_on(self, prompts: Sequence[Prompt], rows: Sequence[Row], leave_off: LeaveOff) -> list[Row]:
        """The rows with all but their last tokens read; what follows a picture is kept with it."""
        together = max(1, WIDENED.get(self.model.device.type, 2**25) // self._widened(rows))
        done: list[Row] = []
        for start in range(0, len(rows), together):
            leave_off.check()
            part = rows[start : start + together]
            unread = [row for row in part if row.left > 1]
            layers = iter(read_on(self.model, unread, self.depth) if unread else [])
            for row, prompt in zip(part, prompts[start : start + together], strict=True):
                tree = PrefixTree() if prompt.picture is None else self.store.tree(prompt.picture)
                if row.left > 1:
                    row = replace(row, prefix=tree.add(row.prefix, row.ids[row.prefix.length : -1], next(layers)))
                done.append(row)
        return done

    def _widened(self, rows: Sequence[Row]) -> int:
        """The bytes of a row's keys and values in one layer once they are repeated for every head that asks."""
        width = getattr(self.config, "head_dim", None) or self.config.hidden_size // self.config.num_attention_heads
        longest = max(len(row.ids) for row in rows)
        return 2 * longest * self.config.num_attention_heads * width * self.model.dtype.itemsize

    def _read_ahead(self, prompts: Sequence[Prompt]) -> int:
        """Read the picture, and what the prompts share if that saves enough; returns how many tokens were read."""
        first = prompts[0]
        tree = self.store.tree(first.picture)
        target = max(first.picture_end, _shared_length(prompts))
        known = tree.longest(first.ids[:target])
        missing = target - known.length
        extra: dict[str, Any] = {}
        if known.length < first.picture_end:
            known, missing = Prefix(), target
            extra = self._look(first, target)
        elif (len(prompts) - 1) * missing < WORTH_A_STEP:
            return 0
        ids = first.ids[:target]
        layers = prefill(self.model, ids, known, self._positions_of(first), self.depth, extra)
        tree.add(known, ids[known.length :], layers)
        return missing

    def _look(self, prompt: Prompt, length: int) -> dict[str, Any]:
        """The picture's pixels and what belongs to them; notes the positions of its tokens."""
        inputs = self.reader.inputs([prompt.conversation]).to(self.model.device, dtype=self.model.dtype)
        positions = Positions.of(self.model, inputs, prompt.picture_end)
        self.store.tree(prompt.picture).positions[prompt.picture_end] = positions
        return sequence_inputs(inputs, length)

    def _row(self, prompt: Prompt, read_for_it: int) -> Row:
        prefix = self.store.tree(prompt.picture).longest(prompt.ids).cut(len(prompt.ids) - 1)
        return Row(prompt.ids, prefix, self._positions_of(prompt), prefix.length - read_for_it)

    def _positions_of(self, prompt: Prompt) -> Positions:
        known = self.store.tree(prompt.picture).positions
        if prompt.picture_end not in known:
            first = torch.tensor([prompt.ids[:1]], device=self.model.device)
            known[prompt.picture_end] = Positions.of(self.model, {"input_ids": first}, 0)
        return known[prompt.picture_end]

    def _how_many_fit(self, prompts: Sequence[Prompt]) -> int:
        room = SHARE_FOR_BATCH * free_bytes(self.model.device) / SPARE / token_bytes(self.config, self.model.dtype)
        return rows_that_fit(rows_of(prompts, self.store, prompts[0].conversation.parameters.max_new_tokens), room)


def _shared_length(prompts: Sequence[Prompt]) -> int:
    """How many tokens all prompts begin with alike, leaving each one at least; 0 for one alone."""
    if len(prompts) == 1:
        return 0
    first = prompts[0].ids
    shared = min(common_length(first, prompt.ids) for prompt in prompts)
    return min(shared, *(len(prompt.ids) - 1 for prompt in prompts))


def _settings(
    model: transformers.PreTrainedModel,
    reader: PromptReader,
    conversations: Sequence[Conversation],
    leave_off: LeaveOff,
) -> dict[str, Any]:
    return {
        **greedy_settings(conversations[0].parameters),
        "logits_processor": transformers.LogitsProcessorList(sampling_processors(conversations, model.device)),
        "stopping_criteria": transformers.StoppingCriteriaList([leave_off]),
        "pad_token_id": reader.processor.tokenizer.pad_token_id,
    }
