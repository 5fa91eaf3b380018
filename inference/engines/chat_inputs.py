"""Conversations in the shape that chat templates read."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from PIL import Image

from inference.cfsa.conversation import Conversation


def chat_messages(
    conversation: Conversation, picture: Image.Image | None, control_tokens: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The messages of a conversation, the picture before the text of the first one of the user.

    Nobody's words may end a turn or claim a picture: control tokens in them are broken apart.
    """
    messages = []
    for message in conversation.messages:
        content: list[dict[str, Any]] = [{"type": "text", "text": _without_control(message.text, control_tokens)}]
        if picture is not None and message.role == "user":
            content.insert(0, {"type": "image", "image": picture})
            picture = None
        messages.append({"role": message.role, "content": content})
    return messages


def _without_control(text: str, control_tokens: Collection[str]) -> str:
    """The text with a space after the first character of every control token: "<image>" becomes "< image>"."""
    tokens = sorted((token for token in control_tokens if len(token) > 1), key=len, reverse=True)
    if not tokens:
        return text
    pattern = "|".join(re.escape(token) for token in tokens)
    return re.sub(pattern, lambda found: f"{found[0][0]} {found[0][1:]}", text)
