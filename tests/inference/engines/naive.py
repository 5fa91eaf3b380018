"""The loop that the reference scripts run: one `generate` a question, alone in its batch, nothing kept."""

import torch

from inference.cfsa.conversation import Answer
from inference.engines.pictures import load_picture


def naive_inputs(processor, conversation):
    """The processor's inputs of one conversation."""
    messages = [{"role": each.role, "content": [{"type": "text", "text": each.text}]} for each in conversation.messages]
    if conversation.image is not None:
        first = next(message for message in messages if message["role"] == "user")
        first["content"].insert(0, {"type": "image", "image": load_picture(conversation.image)})
    return processor.apply_chat_template(
        [messages], add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )


def naive_tokens(model, processor, conversation, **settings):
    """The new tokens and the scores of the first of them."""
    inputs = naive_inputs(processor, conversation)
    with torch.inference_mode():
        written = model.generate(
            **inputs,
            do_sample=False,
            max_new_tokens=conversation.parameters.max_new_tokens,
            output_logits=True,
            return_dict_in_generate=True,
            **settings,
        )
    return written.sequences[0, inputs["input_ids"].shape[1] :].tolist(), written.logits[0][0]


class NaiveEngine:
    """The naive loop behind the face of an engine; `prompts` are the token ids that it read."""

    def __init__(self, model, processor):
        self.model, self.processor, self.prompts = model, processor, []

    def describe(self):
        return {"engine": "naive"}

    def answer(self, conversations, *, should_stop=None):
        return [self._one(conversation) for conversation in conversations]

    def _one(self, conversation):
        ids = naive_inputs(self.processor, conversation)["input_ids"][0].tolist()
        new, _ = naive_tokens(self.model, self.processor, conversation)
        key = conversation.image.key if conversation.image else None
        self.prompts.append((key, tuple(ids)))
        text = self.processor.tokenizer.decode(new, skip_special_tokens=True).strip()
        return Answer(text, len(ids), len(new), 0.0)
