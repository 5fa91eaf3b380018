"""A server that asks to wait is left alone for that long, by everybody, within reason."""

import threading
import time

import pytest

from inference.cfsa.conversation import (
    EngineUnavailable,
)
from tests.inference.engines.asking import always, answers, asking, built
from tests.inference.engines.chat_server import Reply, chat_server, completion, failure
from tests.waiting import eventually


def test_a_server_that_asks_to_wait_is_given_the_time():
    opened = []

    def reply(number, body):
        opened.append(time.monotonic())
        if opened[-1] - opened[0] < 0.2:
            return Reply(failure("Slow down."), status=429, headers={"Retry-After": "0.2"})
        return Reply(completion("Thanks."))

    (answer,), server = answers(reply, [asking()], attempts=2)
    assert (answer.text, len(server.requests)) == ("Thanks.", 2)


def test_a_wait_given_as_a_date_in_the_past_is_no_wait():
    def reply(number, body):
        headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
        return Reply(failure("Later."), status=429, headers=headers) if number == 1 else Reply(completion("Thanks."))

    (answer,), _ = answers(reply, [asking()])
    assert answer.text == "Thanks."


def test_a_wait_beyond_the_longest_ends_the_attempts():
    reply = always(failure("Later."), status=429, headers={"Retry-After": "3600"})
    (result,), server = answers(reply, [asking()])
    assert isinstance(result, EngineUnavailable)
    assert (str(result), len(server.requests)) == ("The server asks to wait for 3600 seconds.", 1)


HOLD = 0.5  # seconds that the server asks for


def test_a_server_that_asks_one_to_wait_is_left_alone_by_all():
    """The first request is told to wait while the second is in flight: that one ends, and no other comes too early."""
    gates, told, early, in_flight = [], [], [], threading.Event()

    def reply(number, body):
        if number == 1:
            in_flight.wait(timeout=60)
            told.append(time.monotonic())
            return Reply(failure("Slow down."), status=429, headers={"Retry-After": str(HOLD)})
        if number == 2:
            in_flight.set()
            eventually(lambda: gates[0].left() > 0)
        else:
            early.append(time.monotonic() - told[0] < HOLD)
        return Reply(completion("Thanks."))

    with chat_server(reply) as server:
        engine = built(server, concurrency=2, timeout=60.0)
        gates.append(engine._retrying.gate)
        results = engine.answer([asking() for _ in range(8)])
        engine.close()
    assert [result.text for result in results] == ["Thanks."] * 8
    assert (early, len(server.requests)) == ([False] * 7, 9)


def test_a_wait_that_is_too_long_is_asked_for_once():
    reply = always(failure("Later."), status=503, headers={"Retry-After": "3600"})
    results, server = answers(reply, [asking() for _ in range(5)], concurrency=1)
    assert [str(result) for result in results] == ["The server asks to wait for 3600 seconds."] * 5
    assert len(server.requests) == 1


def test_a_server_that_asked_for_a_long_wait_is_left_alone_by_the_batches_after():
    with chat_server(always(failure("Later."), status=429, headers={"Retry-After": "3600"})) as server:
        engine = built(server)
        [refused] = engine.answer([asking()])
        assert str(refused) == "The server asks to wait for 3600 seconds."
        with pytest.raises(EngineUnavailable, match=r"^The server asks to wait for 3600 seconds\.$"):
            engine.answer([asking()])
        engine.close()
    assert len(server.requests) == 1


@pytest.mark.parametrize("header", ["inf", "nan", "-5", "soon", "Mon, 01 Jan 0001 00:00:00 -0000"])
def test_a_wait_that_is_none_is_not_waited_for(header):
    def reply(number, body):
        busy = Reply(failure("Later."), status=429, headers={"Retry-After": header})
        return busy if number == 1 else Reply(completion("Thanks."))

    (answer,), server = answers(reply, [asking()])
    assert (answer.text, len(server.requests)) == ("Thanks.", 2)


def test_a_wait_of_years_is_not_believed():
    (result,), _server = answers(always(failure("Later."), status=429, headers={"Retry-After": "9" * 30}), [asking()])
    assert str(result) == "The server asks to wait for 86400 seconds."
