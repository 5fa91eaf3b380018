"""Models of named true shapes with random weights, made on the device itself, and a tokenizer made on the spot."""

from __future__ import annotations

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    LlavaNextImageProcessorPil,
    LlavaNextProcessor,
    PreTrainedTokenizerFast,
)

from inference.cfsa import prompts

TILE, PATCH = 336, 14
PINPOINTS = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
CLIP_LARGE = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16}
CLIP_SMALL = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}
# By name: the language part, the vision part. 34b is Nous-Hermes-2-Yi-34B's shape, 7b Mistral-7B's.
SHAPES = {
    "llava-next-34b": (
        {"hidden_size": 7168, "intermediate_size": 20480, "num_hidden_layers": 60, "num_attention_heads": 56}
        | {"num_key_value_heads": 8, "vocab_size": 64064},
        CLIP_LARGE,
    ),
    "llava-next-7b": (
        {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32}
        | {"num_key_value_heads": 8, "vocab_size": 32064},
        CLIP_LARGE,
    ),
    # The proportions of 34b at an eighth of its width.
    "cpu-small": (
        {"hidden_size": 896, "intermediate_size": 2560, "num_hidden_layers": 4, "num_attention_heads": 14}
        | {"num_key_value_heads": 2, "vocab_size": 2048},
        CLIP_SMALL,
    ),
}
SPECIAL = ["<pad>", "<s>", "</s>", "<image>", "<user>", "<system>", "<assistant>"]
CHAT_TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>{% for part in message.content %}"
    "{% if part.type == 'image' %}<image>{% else %}{{ part.text }}{% endif %}{% endfor %}</s>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def build(
    shape: str, device: str, dtype: torch.dtype, words: list[str]
) -> tuple[transformers.PreTrainedModel, transformers.ProcessorMixin]:
    """The model, which never ends an answer by itself, and its processor, whose tokenizer knows the given words."""
    language, vision = SHAPES[shape]
    tokenizer = _tokenizer(words)
    config = LlavaNextConfig(
        vision_config=CLIPVisionConfig(**vision, image_size=TILE, patch_size=PATCH, projection_dim=64),
        text_config=LlamaConfig(**language, max_position_embeddings=8192, pad_token_id=0, bos_token_id=1),
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        image_grid_pinpoints=PINPOINTS,
    )
    torch.manual_seed(7)
    with torch.device(device):
        model = LlavaNextForConditionalGeneration._from_config(config, dtype=dtype).eval()
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    return model, _processor(tokenizer)


def _processor(tokenizer: PreTrainedTokenizerFast) -> LlavaNextProcessor:
    images = LlavaNextImageProcessorPil(
        size={"shortest_edge": TILE}, crop_size={"height": TILE, "width": TILE}, image_grid_pinpoints=PINPOINTS
    )
    return LlavaNextProcessor(
        images,
        tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=CHAT_TEMPLATE,
    )


def _tokenizer(words: list[str]) -> PreTrainedTokenizerFast:
    """Byte-level BPE over the prompts and the words, so that they are about as long as with a real one."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=2000, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    asked = prompts.load("paper-1")
    questions = [general.text for general in asked.general_questions]
    tokenizer.train_from_iterator([*asked.templates.values(), *questions, *words], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", padding_side="left"
    )
