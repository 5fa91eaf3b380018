"""The chat completions format: conversations into request bodies, completions into answers."""

from __future__ import annotations

from typing import Any

from inference.cfsa.conversation import Answer, AnswerRefused, BadAnswer, Conversation, Message

from .pictures import data_url

MOST_TOKENS = 10_000_000  # of one round; a draft's sums then fit their columns


def request_body(
    conversation: Conversation, *, json_schema: bool, max_pixels: int, token_limit_field: str
) -> dict[str, Any]:
    """The request for one conversation, its picture first; raises AnswerRefused for an unreadable picture."""
    parameters = conversation.parameters
    body: dict[str, Any] = {
        "messages": _messages(conversation, max_pixels),
        "temperature": parameters.temperature,
        "top_p": parameters.top_p,
        "seed": parameters.seed,
        token_limit_field: parameters.max_new_tokens,
    }
    if json_schema and conversation.json_schema is not None:
        schema = {"name": conversation.phase.value, "strict": True, "schema": conversation.json_schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _messages(conversation: Conversation, max_pixels: int) -> list[dict[str, Any]]:
    picture = None
    if conversation.image is not None:
        url = data_url(conversation.image, max_pixels)
        picture = {"type": "image_url", "image_url": {"url": url}}
    messages = []
    for message in conversation.messages:
        shows_picture = picture is not None and message.role == "user"
        messages.append(_message(message, picture if shows_picture else None))
        picture = None if shows_picture else picture
    return messages


def _message(message: Message, picture: dict[str, Any] | None) -> dict[str, Any]:
    if picture is None:
        return {"role": message.role, "content": message.text}
    return {"role": message.role, "content": [picture, {"type": "text", "text": message.text}]}


def read_completion(completion: Any, seconds: float) -> Answer:
    """The answer in a completion; raises AnswerRefused and BadAnswer. The client checks no shapes, so this does."""
    choices = getattr(completion, "choices", None)
    message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
    if message is None:
        raise BadAnswer("The server's answer holds no message.")
    reason = choices[0].finish_reason
    refusal = getattr(message, "refusal", None)
    if refusal or reason == "content_filter":
        raise AnswerRefused(f"The model refuses to answer: {refusal or 'content filter'}")
    text = getattr(message, "content", None)
    truncated = reason == "length"
    if truncated and not text:
        raise BadAnswer("The model used up its tokens before it answered; allow more new tokens.")
    if not isinstance(text, str):
        raise BadAnswer("The server's message holds no text.")
    usage = getattr(completion, "usage", None)
    return Answer(
        text=text,
        prompt_tokens=_count(usage, "prompt_tokens"),
        generated_tokens=_count(usage, "completion_tokens"),
        reused_tokens=_count(getattr(usage, "prompt_tokens_details", None), "cached_tokens"),
        seconds=seconds,
        truncated=truncated,
    )


def _count(usage: Any, name: str) -> int:
    """A number of tokens, 0 where the server does not tell or tells what cannot be."""
    value = getattr(usage, name, None)
    return value if type(value) is int and 0 < value <= MOST_TOKENS else 0
