"""Servers that refuse, break off, stay silent, are away or talk nonsense."""

import json
import socket

import pytest

from inference import engines
from inference.cfsa.conversation import (
    AnswerRefused,
    BadAnswer,
    EngineUnavailable,
)
from tests.inference.engines.asking import QUICK, always, answers, asking, built
from tests.inference.engines.chat_server import Reply, chat_server, completion, failure
from tests.waiting import eventually


def test_a_wrong_key_is_told_and_not_tried_again():
    results, server = answers(always(failure("Incorrect API key."), status=401), [asking()])
    assert isinstance(results[0], AnswerRefused)
    assert str(results[0]).startswith("The server refuses the key (401): ")
    assert len(server.requests) == 1


def test_a_refused_request_is_told_and_not_tried_again():
    results, server = answers(always(failure("No such model."), status=404), [asking()])
    assert isinstance(results[0], AnswerRefused)
    assert str(results[0]).startswith("The server refuses the request (404): ")
    assert str(results[0]).endswith(" Look at the model's name, and at the address, which mostly ends in /v1.")
    assert len(server.requests) == 1


def test_a_broken_server_is_asked_again():
    def reply(number, body):
        return Reply(failure("Oops."), status=500) if number < 3 else Reply(completion("Fine."))

    (answer,), server = answers(reply, [asking()])
    assert (answer.text, len(server.requests)) == ("Fine.", 3)


def test_a_server_that_stays_broken_spoils_no_neighbour():
    def reply(number, body):
        fine = body["messages"][0]["content"] == "Fine?"
        return Reply(completion("Fine.")) if fine else Reply(failure("Oops."), status=500)

    (first, second), server = answers(reply, [asking("Broken?"), asking("Fine?")])
    assert isinstance(first, EngineUnavailable)
    assert str(first).startswith("The server is overloaded or broken (500): ")
    assert (second.text, len(server.requests)) == ("Fine.", 4)


def test_a_silent_server_is_given_up_and_asked_again():
    with chat_server(lambda number, body: (server.finished.wait(10), Reply(completion("Late.")))[1]) as server:
        engine = built(server, timeout=0.1, attempts=2)
        (result,) = engine.answer([asking()])
        assert isinstance(result, EngineUnavailable)
        assert str(result) == "The server did not answer in time."
        eventually(lambda: len(server.requests) == 2)  # its threads may be slower than the patience of the engine
        engine.close()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(json.dumps(completion("He frowns.")).encode()[:80]), "The server's answer is not whole JSON."),
        (Reply(b"\xff\xfe\xfd"), "The server's answer is not whole JSON."),
        (Reply({"choices": []}), "The server's answer holds no message."),
        (Reply({"choices": 5}), "The server's answer holds no message."),
        (Reply({"choices": [7]}), "The server's answer holds no message."),
        (Reply({"choices": [{"finish_reason": "stop"}]}), "The server's answer holds no message."),
        (Reply({}), "The server's answer holds no message."),
        (Reply([]), "The server's answer holds no message."),
        (Reply(b"<p>Hello", headers={"Content-Type": "text/html"}), "The server's answer holds no message."),
        (Reply(completion(None)), "The server's message holds no text."),
        (Reply(completion("", finish_reason="length")), "The model used up its tokens before it answered; allow more"),
    ],
)
def test_an_answer_that_cannot_be_read_fails_its_conversation_alone(reply, why):
    def mixed(number, body):
        return Reply(completion("Fine.")) if body["messages"][0]["content"] == "Fine?" else reply

    (first, second), server = answers(mixed, [asking("Broken?"), asking("Fine?")])
    assert isinstance(first, BadAnswer)
    assert str(first)[: len(why)] == why
    assert (second.text, len(server.requests)) == ("Fine.", 2)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (completion(None, refusal="I cannot judge people."), "The model refuses to answer: I cannot judge people."),
        (completion("", finish_reason="content_filter"), "The model refuses to answer: content filter"),
    ],
)
def test_a_refusal_is_told(said, why):
    (result,), _ = answers(always(said), [asking()])
    assert isinstance(result, AnswerRefused)
    assert str(result) == why


def test_an_answer_that_ran_out_of_tokens_says_so():
    (answer,), _ = answers(always(completion("He frow", finish_reason="length")), [asking()])
    assert (answer.text, answer.truncated) == ("He frow", True)


def test_a_server_that_is_down_ends_the_batch():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        engine = engines.build("openai", model="tiny", options={"base_url": url, **QUICK})
        with pytest.raises(EngineUnavailable, match=r"cannot be reached \(.+\): see that it runs .+ reaches it\.$"):
            engine.answer([asking() for _ in range(20)])
        engine.close()
