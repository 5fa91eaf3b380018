"""Asks the openai engine over a server of ours: conversations, engines that are quick to give up, and replies."""

from inference import engines
from inference.cfsa.conversation import (
    Conversation,
    GenerationParameters,
    Message,
    Phase,
)
from tests.inference.engines.chat_server import Reply, chat_server

QUICK = {"timeout": 5.0, "backoff": 0.001, "attempts": 3}


def asking(text="Why?", image=None, **more):
    """A conversation of one message."""
    return Conversation(
        messages=(Message("user", text),),
        image=image,
        parameters=GenerationParameters(32, temperature=0.2, top_p=0.9, seed=4),
        phase=Phase.READING,
        subject="reading",
        **more,
    )


def built(server, **options):
    """The engine over that server."""
    return engines.build("openai", model="tiny", options={"base_url": server.base_url, **QUICK, **options})


def answers(reply, conversations, **options):
    """What the engine makes of a server that replies so, and the server with what it was asked."""
    with chat_server(reply) as server:
        engine = built(server, **options)
        try:
            return engine.answer(conversations), server
        finally:
            engine.close()


def always(*args, **kwargs):
    """The same reply to everything."""
    return lambda number, body: Reply(*args, **kwargs)
