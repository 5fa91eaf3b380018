"""Builds tiny models of true architectures that really write a fixed, readable list: no download, a few seconds.

Each is a random model whose language part is overfitted on one answer, then saved as a released model is:
safetensors, processor, chat template. Whatever they are asked and shown, they answer with ANSWER.
"""

from __future__ import annotations

import random
from pathlib import Path

import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    Idefics3Config,
    Idefics3ForConditionalGeneration,
    Idefics3Processor,
    LlamaConfig,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    LlavaNextProcessor,
    MistralConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    ProcessorMixin,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
)
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from inference.cfsa import prompts

ANSWER = (
    "1. The jaw is tight and the brows are drawn together. (rounds 2, 5)\n"
    "2. Somebody nearby turns away. (round 4)\n"
    "3. A broken cup lies on the floor. (round 2)"
)
TRIGGERS = (
    ("The jaw is tight and the brows are drawn together.", (2, 5)),
    ("Somebody nearby turns away.", (4,)),
    ("A broken cup lies on the floor.", (2,)),
)
TILE = 16
CHAT_TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>"
    "{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}<end_of_utterance>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
SPECIAL = ["<pad>", "<s>", "<end_of_utterance>", "<image>", "<user>", "<system>", "<assistant>"]
IDEFICS_SPECIAL = ["<fake_token_around_image>", "<global-img>"]
QWEN_SPECIAL = ["<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]
IDEFICS_SPECIAL += [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]


class PicturesOnly(Qwen2_5_VLProcessor):
    """Qwen's processor without its part for videos, which needs torchvision."""

    def __init__(self, image_processor, tokenizer, chat_template=None) -> None:
        self.image_token, self.video_token = "<|image_pad|>", "<|video_pad|>"
        self.image_token_id, self.video_token_id = tokenizer.convert_tokens_to_ids([self.image_token, self.video_token])
        ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)


def build_tiny_llava_next(folder: Path) -> Path:
    """A LLaVA-NeXT with a CLIP tower and a Llama, saved in the folder."""
    return _overfit_and_save(*_llava_next(), folder)


def build_tiny_second(folder: Path) -> Path:
    """An Idefics3 (the architecture of SmolVLM) with its own vision tower and a Llama, saved in the folder."""
    return _overfit_and_save(*_idefics(), folder)


def random_llava_next(language: LlamaConfig | MistralConfig | None = None) -> tuple[PreTrainedModel, ProcessorMixin]:
    """The first architecture with weights so wild that every question and every picture gets another answer."""
    return _disturbed(*_llava_next(language))


def random_second() -> tuple[PreTrainedModel, ProcessorMixin]:
    """The second architecture with wild weights."""
    return _disturbed(*_idefics())


def random_qwen() -> tuple[PreTrainedModel, ProcessorMixin]:
    """A Qwen2.5-VL, which counts the places of a picture in three dimensions, with wild weights."""
    return _disturbed(*_qwen())


def forgetful_llava_next() -> tuple[PreTrainedModel, ProcessorMixin]:
    """A LLaVA-NeXT over a Mistral that sees no further back than 24 tokens, with wild weights."""
    llama = _language(_tokenizer(SPECIAL)).to_dict()
    names = ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads")
    names += ("num_key_value_heads", "max_position_embeddings", "bos_token_id", "eos_token_id", "pad_token_id")
    return random_llava_next(MistralConfig(**{name: llama[name] for name in names}, sliding_window=24))


def _llava_next(language: LlamaConfig | MistralConfig | None = None) -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(SPECIAL)
    image_processor = LlavaNextImageProcessorPil(
        size={"shortest_edge": TILE},
        crop_size={"height": TILE, "width": TILE},
        image_grid_pinpoints=[[TILE, 2 * TILE], [2 * TILE, TILE], [2 * TILE, 2 * TILE]],
    )
    processor = LlavaNextProcessor(
        image_processor,
        tokenizer,
        patch_size=8,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=CHAT_TEMPLATE,
    )
    torch.manual_seed(7)
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=TILE, patch_size=8
    )
    config = LlavaNextConfig(
        vision_config=vision,
        text_config=language or _language(tokenizer),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        image_grid_pinpoints=image_processor.image_grid_pinpoints,
    )
    return LlavaNextForConditionalGeneration(config), processor


def _idefics() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(SPECIAL + IDEFICS_SPECIAL)
    image_processor = Idefics3ImageProcessorPil(size={"longest_edge": 2 * TILE}, max_image_size={"longest_edge": TILE})
    processor = Idefics3Processor(image_processor, tokenizer, image_seq_len=1, chat_template=CHAT_TEMPLATE)
    torch.manual_seed(7)
    vision = {
        "hidden_size": 32,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": TILE,
        "patch_size": 8,
    }
    config = Idefics3Config(
        vision_config=vision,
        text_config=_language(tokenizer),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        pad_token_id=tokenizer.pad_token_id,
        scale_factor=2,
    )
    return Idefics3ForConditionalGeneration(config), processor


def _qwen() -> tuple[PreTrainedModel, ProcessorMixin]:
    tokenizer = _tokenizer(SPECIAL + QWEN_SPECIAL)
    image_processor = Qwen2VLImageProcessorPil(
        patch_size=8, merge_size=2, size={"shortest_edge": 16 * 16, "longest_edge": 64 * 64}
    )
    template = CHAT_TEMPLATE.replace("<image>", "<|vision_start|><|image_pad|><|vision_end|>")
    processor = PicturesOnly(image_processor, tokenizer, chat_template=template)
    torch.manual_seed(7)
    language = _language(tokenizer).to_dict()
    language["rope_parameters"] = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 2, 2]}
    config = Qwen2_5_VLConfig(
        text_config={**language, "model_type": "qwen2_5_vl_text"},
        vision_config={"depth": 2, "hidden_size": 32, "intermediate_size": 32, "num_heads": 2, "out_hidden_size": 48}
        | {"patch_size": 8, "spatial_merge_size": 2, "window_size": 32, "fullatt_block_indexes": [1]},
        image_token_id=tokenizer.convert_tokens_to_ids("<|image_pad|>"),
        video_token_id=tokenizer.convert_tokens_to_ids("<|video_pad|>"),
        vision_start_token_id=tokenizer.convert_tokens_to_ids("<|vision_start|>"),
        vision_end_token_id=tokenizer.convert_tokens_to_ids("<|vision_end|>"),
    )
    return Qwen2_5_VLForConditionalGeneration(config), processor


def _tokenizer(special: list[str]) -> PreTrainedTokenizerFast:
    """A byte-level BPE over the words of the prompts, so that prompts become short."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=700,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*_prompts(), ANSWER], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="<end_of_utterance>",
        additional_special_tokens=[token for token in special if token not in ("<pad>", "<s>", "<end_of_utterance>")],
        padding_side="left",
    )


def _language(tokenizer: PreTrainedTokenizerFast) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _prompts() -> list[str]:
    return list(prompts.load("paper-1").templates.values())


def _disturbed(model: PreTrainedModel, processor: ProcessorMixin) -> tuple[PreTrainedModel, ProcessorMixin]:
    """Weights ten times as large as usual: what is asked and shown then changes every word of the answer."""
    torch.manual_seed(11)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.normal_(std=1.5 / weight.shape[-1] ** 0.5)
    model.generation_config.eos_token_id = processor.tokenizer.eos_token_id
    model.generation_config.pad_token_id = processor.tokenizer.pad_token_id
    return model.eval(), processor


def _overfit_and_save(model: PreTrainedModel, processor: ProcessorMixin, folder: Path) -> Path:
    _overfit(model, processor)
    model.generation_config.eos_token_id = processor.tokenizer.eos_token_id
    model.generation_config.pad_token_id = processor.tokenizer.pad_token_id
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _overfit(model: PreTrainedModel, processor: ProcessorMixin, steps: int = 180) -> None:
    """Train until the answer follows whatever was asked: each step asks something new, short and long."""
    chance = random.Random(7)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=steps)
    model.train()
    for step in range(steps):
        short = _batch(processor, [_asked(chance) for _ in range(6)], shown=step % 2 == 0)
        long = _batch(processor, [_evidence(chance)], shown=step % 3 > 0)
        optimizer.zero_grad()
        loss = model(**short).loss + model(**long).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    assert loss.item() < 0.01, f"The tiny model did not learn its answer: {loss.item()}"
    model.eval()


def _gibberish(chance: random.Random, words: int) -> str:
    """Words of the prompts and of the answer in any order."""
    known = " ".join([*_prompts(), ANSWER, ANSWER]).split(" ")
    return " ".join(chance.choices(known, k=words))


def _asked(chance: random.Random) -> str:
    """A short text: any words, or a round about one line of the answer."""
    if chance.random() < 0.5:
        return _gibberish(chance, chance.randint(5, 60))
    return f"{chance.choice(_prompts())[: chance.randint(20, 400)]}\n\n{chance.choice(ANSWER.splitlines())[3:]}"


def _evidence(chance: random.Random) -> str:
    """A long text like that of a summary round: earlier answers, all the same, between other words."""
    return "\n".join(f"{_gibberish(chance, chance.randint(5, 120))}\n{ANSWER}" for _ in range(chance.randint(1, 8)))


def _batch(processor: ProcessorMixin, texts: list[str], shown: bool) -> dict[str, torch.Tensor]:
    """All texts, each with the answer, with or without a picture; only the answer is to be learnt."""
    picture = Image.linear_gradient("L").convert("RGB").resize((48, 32)) if shown else None
    inputs = processor.apply_chat_template(
        [_conversation(text, picture) for text in texts],
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        processor_kwargs={"padding": True},
    )
    length = len(processor.tokenizer(ANSWER)["input_ids"]) + 1
    labels = inputs["input_ids"].clone()
    labels[:, :-length] = -100
    return {**inputs, "labels": labels}


def _conversation(text: str, picture: Image.Image | None) -> list[dict]:
    content = [{"type": "text", "text": text}]
    if picture is not None:
        content.insert(0, {"type": "image", "image": picture})
    answer = {"role": "assistant", "content": [{"type": "text", "text": ANSWER}]}
    return [{"role": "user", "content": content}, answer]
