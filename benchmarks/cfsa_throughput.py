"""Drafts pictures with a model of a true shape and random weights: how much faster than the naive loop, and why.

    .venv/bin/python benchmarks/cfsa_throughput.py --shape cpu-small
    python benchmarks/cfsa_throughput.py --shape llava-next-34b --pictures 32 --batch-size 64

Needs torch, transformers and Pillow alone; nothing is downloaded, no database is touched. Ten to eleven rounds of
Coarse-to-Fine Self-Ask are asked of each picture by the pipeline itself, once through the transformers engine and, for
the first few pictures, through the loop of the reference scripts: one `generate` a question, one conversation a batch.
Random weights say nothing sensible, so that every answer has a fixed number of tokens and the pipeline goes on with
given words instead, the same both ways.

`prefilled ÷ least` compares the tokens read with the least there are: each token once that follows the same tokens.
The fraction of the peak counts 2 · parameters · tokens for the language part, read or written, and for the vision part.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import transformers
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cfsa_shapes import SHAPES, build

from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import Answer, Conversation, GenerationParameters, ImageReference, Message, Phase
from inference.engines.chat_inputs import chat_messages
from inference.engines.pictures import load_picture
from inference.engines.transformers import TransformersEngine

# Dense bf16 TFLOP/s of the cards, as their makers give them.
PEAKS = {"B200": 2250, "H200": 989, "H100": 989, "A100": 312, "L40S": 362, "L4": 121, "A10": 125, "4090": 165}
QUESTION = "Why is person {} in the picture so {}?"
SENTENCE = "The man at the left leans forward with his jaw set, and the woman beside him looks away from the table."
GIVEN = {
    Phase.ENRICH: f"Look at the person whom the question names. {SENTENCE} Say what the face and the hands show.",
    Phase.READING: f"{SENTENCE} {SENTENCE} {SENTENCE}",
    Phase.GENERAL: f"{SENTENCE} {SENTENCE}",
    Phase.SCENARIO_QUESTIONS: "1. What lies on the floor?\n2. Who has left the room?\n3. What does the letter say?",
    Phase.SCENARIO_ANSWER: f"{SENTENCE} {SENTENCE}",
    Phase.SUMMARY: "1. The jaw is set. (round 2)\n2. The woman turns away. (round 3)",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one way of answering took: seconds, and the tokens that its answers report."""

    pictures: int
    seconds: float
    busy: float  # seconds of the processors, which other work on the machine changes less
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int

    @property
    def prefilled_tokens(self) -> int:
        """Tokens that the model had to read."""
        return self.prompt_tokens - self.reused_tokens

    @property
    def drafts_an_hour(self) -> float:
        """Pictures drafted in an hour at this pace."""
        return 3600 * self.pictures / self.seconds

    def __add__(self, other: Run) -> Run:
        """Both one after the other."""
        return Run(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


class NaiveEngine:
    """The reference scripts' way; remembers the tokens that it wrote."""

    def __init__(self, model: transformers.PreTrainedModel, processor: transformers.ProcessorMixin) -> None:
        self.model, self.processor = model, processor
        self.wrote: dict[tuple, list[int]] = {}

    def answer(self, conversations: Sequence[Conversation], *, should_stop=None) -> list[Answer]:
        """One conversation after the other."""
        return [self._one(conversation) for conversation in conversations]

    def _one(self, conversation: Conversation) -> Answer:
        picture = load_picture(conversation.image) if conversation.image else None
        inputs = self.processor.apply_chat_template(
            [chat_messages(conversation, picture)],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        ).to(self.model.device, dtype=self.model.dtype)
        with torch.inference_mode():
            written = self.model.generate(
                **inputs, do_sample=False, max_new_tokens=conversation.parameters.max_new_tokens, pad_token_id=0
            )
        length = inputs["input_ids"].shape[1]
        new = written[0, length:].tolist()
        self.wrote[name_of(conversation)] = new
        return Answer("", length, len(new), 0.0)


class GivenWords:
    """An engine whose answers cost what they cost, and say what is given."""

    def __init__(self, engine, asked: list[Conversation] | None = None) -> None:
        self.engine, self.asked = engine, [] if asked is None else asked

    def answer(self, conversations: Sequence[Conversation], *, should_stop=None) -> list[Answer]:
        """Ask the engine itself; an error ends the benchmark."""
        answers = self.engine.answer(conversations, should_stop=should_stop)
        self.asked += conversations
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        told = zip(answers, conversations, strict=True)
        return [replace(answer, text=GIVEN[conversation.phase]) for answer, conversation in told]


def name_of(conversation: Conversation) -> tuple:
    """What tells a conversation from all others of a run."""
    shown = conversation.image.key if conversation.image else conversation.image_key
    return (shown, conversation.phase, conversation.subject, conversation.messages)


def listen(engine: TransformersEngine) -> dict[tuple, list[int]]:
    """The tokens that the engine will write, by conversation."""
    heard: dict[tuple, list[int]] = {}
    decode = engine._decoder.decode

    def decode_and_tell(conversations, leave_off):
        written = decode(conversations, leave_off)
        heard.update((name_of(each), its.ids) for each, its in zip(conversations, written, strict=True))
        return written

    engine._decoder.decode = decode_and_tell
    return heard


def warm_up(engine: TransformersEngine, loop: NaiveEngine) -> dict[tuple, list[int]]:
    """Let both answer once, so that the engine has tried its model; returns what it will write."""
    greeting = Message("user", "Is anybody there?")
    conversation = Conversation((greeting,), None, GenerationParameters(2), Phase.READING, "warm")
    engine.answer([conversation])
    loop.answer([conversation])
    loop.wrote.clear()
    return listen(engine)


def draw_pictures(folder: Path, count: int, perspectives: int) -> list[pipeline.DraftItem]:
    """Noise of different shapes, all of which LLaVA-NeXT cuts into as many tiles as it can."""
    items = []
    for number in range(count):
        path = folder / f"{number:04}.png"
        size = [(800, 800), (900, 840), (700, 760), (1000, 900)][number % 4]
        Image.effect_noise(size, 60 + number % 40).convert("RGB").save(path, compress_level=1)
        emotions = ("angry", "sad", "happy", "excited")[:perspectives]
        asked = tuple(
            pipeline.PerspectiveQuestion(f"{number}-{emotion}", QUESTION.format(number, emotion), emotion)
            for emotion in emotions
        )
        items.append(pipeline.DraftItem(ImageReference(path.name, path), asked))
    return items


def draft(engine: GivenWords, items: list[pipeline.DraftItem], arguments: argparse.Namespace) -> Run:
    """Draft the pictures in waves as a worker does, and time it."""
    started, busy = time.perf_counter(), time.process_time()
    rounds = []
    for start in range(0, len(items), arguments.wave):
        outcomes = pipeline.draft(
            items[start : start + arguments.wave],
            engine,
            prompts.load("paper-1"),
            parameters=GenerationParameters(arguments.new_tokens),
            summary_parameters=GenerationParameters(arguments.summary_tokens),
        )
        rounds += [each for outcome in outcomes.values() for each in outcome.rounds]
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    counts = (sum(getattr(each, name) for each in rounds) for name in COUNTS)
    return Run(len(items), seconds, busy, *counts)


COUNTS = ("prompt_tokens", "reused_tokens", "generated_tokens")


def least_to_read(read: list[tuple]) -> int:
    """Tokens of all prompts, each counted once that follows the same tokens on the same picture."""
    least, before = 0, ("", [])
    for key, ids in sorted(read):
        shared = 0
        if key == before[0]:
            pairs = zip(ids, before[1], strict=False)
            shared = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(ids), len(before[1])))
        least += len(ids) - shared
        before = (key, ids)
    return least


def compare(ours: dict[tuple, list[int]], theirs: dict[tuple, list[int]]) -> str:
    """How many answers are alike token by token, and where the others part."""
    pairs = [(ours[name], tokens) for name, tokens in theirs.items()]
    apart = [
        next(place for place, (a, b) in enumerate(zip(*pair, strict=True)) if a != b)
        for pair in pairs
        if pair[0] != pair[1]
    ]
    text = f"{len(pairs) - len(apart)} of {len(pairs)} answers alike"
    if apart:
        middle = sorted(apart)[len(apart) // 2] + 1
        text += f"; the others part at token {min(apart) + 1} at the earliest, {middle} in the middle"
    return text + f" ({len({tuple(tokens) for tokens in theirs.values()})} different answers)"


def peak_flops(arguments: argparse.Namespace) -> float | None:
    """What the card can do a second at best; None where nobody knows."""
    if arguments.peak_tflops:
        return arguments.peak_tflops * 1e12
    name = torch.cuda.get_device_name() if arguments.device.startswith("cuda") else ""
    return next((peak * 1e12 for card, peak in PEAKS.items() if card in name), None)


def flops(model: transformers.PreTrainedModel, run: Run) -> float:
    """2 · parameters · tokens: the language part for what is read and written, the vision part once a picture."""
    vision = sum(each.numel() for each in model.model.vision_tower.parameters())
    language = sum(each.numel() for each in model.parameters()) - vision - model.get_input_embeddings().weight.numel()
    config = model.config.vision_config
    tiles = 5 * (config.image_size // config.patch_size) ** 2
    return 2.0 * (language * (run.prefilled_tokens + run.generated_tokens) + vision * tiles * run.pictures)


def table(ours: Run, naive: Run) -> str:
    """Both ways side by side."""
    lines = [("", "engine", "naive loop")]
    lines += [("pictures", f"{ours.pictures}", f"{naive.pictures}")]
    lines += [("seconds", f"{ours.seconds:.1f}", f"{naive.seconds:.1f}")]
    lines += [("drafts an hour", f"{ours.drafts_an_hour:.1f}", f"{naive.drafts_an_hour:.1f}")]
    for name in ("prompt", "reused", "prefilled", "generated"):
        each = [getattr(run, f"{name}_tokens") / run.pictures for run in (ours, naive)]
        lines += [(f"{name} tokens a picture", *(f"{value:,.0f}" for value in each))]
    return "\n".join(f"{name:<30}{first:>14}{second:>14}" for name, first, second in lines)


def report(arguments, engine, model, ours: Run, naive: Run, loop: NaiveEngine, heard: dict, asked) -> None:
    """Print everything."""
    print(table(ours, naive))
    print(f"times the naive loop           {ours.drafts_an_hour / naive.drafts_an_hour:>13.2f}")
    if arguments.device == "cpu":
        ratio = naive.busy / naive.pictures * ours.pictures / ours.busy
        print(f"   by processor time           {ratio:>13.2f}")
    prompts_read = [engine._reader.prompt(conversation) for conversation in asked]
    least = least_to_read([(repr(prompt.picture), prompt.ids) for prompt in prompts_read])
    print(f"prefilled ÷ least              {ours.prefilled_tokens / least:>13.3f}   (least {least:,})")
    rate = flops(model, ours) / ours.seconds
    peak = peak_flops(arguments)
    share = f"{rate / peak:.1%} of {peak / 1e12:.0f}" if peak else "(of an unknown peak)"
    print(f"TFLOP/s                        {rate / 1e12:>13.2f}   {share}")
    print(f"batch size in the end          {engine.batches.now:>13}   of at most {arguments.batch_size}")
    if engine.no_reuse_because:
        print(f"nothing was reused: {engine.no_reuse_because}")
    print(f"against the naive loop in {arguments.dtype}: {compare(heard, loop.wrote)}")
    if arguments.float32 and arguments.dtype != "float32":
        exact = NaiveEngine(model.float(), loop.processor)
        draft(GivenWords(exact), arguments.items[:1], arguments)
        print(f"engine against the naive loop in float32: {compare(heard, exact.wrote)}")
        few = {name: tokens for name, tokens in loop.wrote.items() if name in exact.wrote}
        print(f"naive loop against itself in float32: {compare(few, exact.wrote)}")


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="cpu-small", help="sizes of the model's layers")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="bfloat16 on cuda, else float32")
    parser.add_argument("--pictures", type=int, default=8, help="drafted by the engine")
    parser.add_argument("--naive-pictures", type=int, default=2, help="drafted by the naive loop as well")
    parser.add_argument("--perspectives", type=int, choices=(1, 2, 3, 4), default=1, help="questions on a picture")
    parser.add_argument("--wave", type=int, default=16, help="pictures that are drafted side by side")
    parser.add_argument("--batch-size", type=int, default=32, help="conversations decoded together at most")
    parser.add_argument("--new-tokens", type=int, default=32, help="tokens of every answer")
    parser.add_argument("--summary-tokens", type=int, default=64, help="tokens of the summary")
    parser.add_argument("--float32", action="store_true", help="compare with the naive loop in float32 too")
    parser.add_argument("--peak-tflops", type=float, help="what the card can do, where this script does not know it")
    parser.add_argument("--threads", type=int, help="processor threads; one is steadiest where others work as well")
    parser.add_argument("--no-reuse", action="store_true", help="batches alone, without kept prefixes")
    arguments = parser.parse_args()
    arguments.dtype = arguments.dtype or ("bfloat16" if arguments.device.startswith("cuda") else "float32")
    return arguments


def main() -> None:
    """Build, draft both ways, report."""
    arguments = read_arguments()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    transformers.logging.set_verbosity_error()
    logging.basicConfig(level=logging.WARNING)
    warnings.simplefilter("ignore")
    model, processor = build(
        arguments.shape, arguments.device, getattr(torch, arguments.dtype), [*GIVEN.values(), QUESTION]
    )
    size = sum(each.numel() for each in model.parameters()) / 1e9
    print(f"{arguments.shape}: {size:.2f} billion parameters, {arguments.dtype} on {arguments.device}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        arguments.items = draw_pictures(Path(folder), max(arguments.pictures, 1), arguments.perspectives)
        engine = TransformersEngine(
            model, processor, batch_size=arguments.batch_size, reuse_prefixes=not arguments.no_reuse
        )
        loop = NaiveEngine(model, processor)
        heard = warm_up(engine, loop)
        asked: list[Conversation] = []
        # Half of the naive loop before and half behind, so that what else the machine does spoils the ratio less.
        half = (arguments.naive_pictures + 1) // 2
        naive = draft(GivenWords(loop), arguments.items[:half], arguments)
        ours = draft(GivenWords(engine, asked), arguments.items, arguments)
        naive += draft(GivenWords(loop), arguments.items[half : arguments.naive_pictures], arguments)
        report(arguments, engine, model, ours, naive, loop, heard, asked)


if __name__ == "__main__":
    main()
