"""Whether a server can be held to a JSON schema is found out once, by one request."""

import threading

import pytest

from inference.cfsa.conversation import (
    Answer,
    AnswerRefused,
    Cancelled,
    EngineUnavailable,
)
from tests.inference.engines.asking import always, answers, asking, built
from tests.inference.engines.chat_server import Reply, chat_server, completion, failure


@pytest.mark.parametrize("constrained", [True, False])
def test_a_schema_is_sent_where_the_server_can_constrain(constrained):
    schema = {"type": "object"}
    _, server = answers(always(completion("{}")), [asking(json_schema=schema)], json_schema=constrained)
    wanted = {"type": "json_schema", "json_schema": {"name": "reading", "strict": True, "schema": schema}}
    assert server.requests[0].get("response_format") == (wanted if constrained else None)


SCHEMA = {"type": "object"}


def unless_constrained(refusal, after=lambda: None):
    """Answer what asks for no schema, and refuse the rest."""

    def reply(number, body):
        if "response_format" not in body:
            return Reply(completion("Free."))
        after()
        return Reply(failure("This server knows no response_format."), status=refusal)

    return reply


def constrained_of(server):
    return ["response_format" in body for body in server.requests]


@pytest.mark.parametrize("refusal", [400, 422])
def test_whether_a_server_can_constrain_is_found_out_once(refusal):
    with chat_server(unless_constrained(refusal)) as server:
        engine = built(server)
        before = engine.describe()
        first = engine.answer([asking(json_schema=SCHEMA)])
        second = engine.answer([asking(), *[asking(json_schema=SCHEMA)] * 3])
        assert [result.text for result in first + second] == ["Free."] * 5
        assert constrained_of(server) == [True] + [False] * 5
        assert ("json_schema" in before, engine.describe()["json_schema"]) == (False, False)
        engine.close()


def test_hundreds_of_requests_wait_for_the_one_that_finds_out():
    results, server = answers(
        unless_constrained(400), [asking(str(n), json_schema=SCHEMA) for n in range(200)], concurrency=200, timeout=60.0
    )
    assert [result.text for result in results] == ["Free."] * 200
    assert constrained_of(server) == [True] + [False] * 200


def test_a_server_that_constrains_goes_on_to_do_so():
    with chat_server(always(completion("{}"))) as server:
        engine = built(server)
        engine.answer([asking(json_schema=SCHEMA)] * 3)
        assert (constrained_of(server), engine.describe()["json_schema"]) == ([True] * 3, True)
        engine.close()


def test_a_request_that_is_refused_either_way_tells_nothing_of_schemas():
    def reply(number, body):
        wrong = body["messages"][0]["content"] == "Wrong?"
        return Reply(failure("Too long."), status=400) if wrong else Reply(completion("{}"))

    with chat_server(reply) as server:
        engine = built(server)
        (wrong,) = engine.answer([asking("Wrong?", json_schema=SCHEMA)])
        assert isinstance(wrong, AnswerRefused)
        assert (constrained_of(server), "json_schema" in engine.describe()) == ([True, False], False)
        engine.answer([asking("Right?", json_schema=SCHEMA)])
        assert (constrained_of(server), engine.describe()["json_schema"]) == ([True, False, True], True)
        engine.close()


def test_a_server_that_is_broken_for_a_while_tells_nothing_of_schemas():
    def reply(number, body):
        return Reply(failure("Oops."), status=500) if number <= 3 else Reply(completion("{}"))

    with chat_server(reply) as server:
        engine = built(server)
        first, second = engine.answer([asking(json_schema=SCHEMA)] * 2)
        assert {type(first), type(second)} == {EngineUnavailable, Answer}
        assert (constrained_of(server), engine.describe()["json_schema"]) == ([True] * 4, True)
        engine.close()


def test_a_schema_that_was_asked_for_is_not_left_out():
    (result,), server = answers(unless_constrained(400), [asking(json_schema=SCHEMA)], json_schema=True)
    assert isinstance(result, AnswerRefused)
    assert constrained_of(server) == [True]


def test_a_stop_is_heeded_by_those_who_wait_for_what_is_found_out():
    asked, over = threading.Event(), threading.Event()
    with chat_server(unless_constrained(400, after=lambda: (asked.set(), over.wait(60)))) as server:
        engine = built(server, concurrency=2, timeout=60.0)
        with pytest.raises(Cancelled):
            engine.answer([asking(json_schema=SCHEMA)] * 2, should_stop=asked.is_set)
        over.set()
        assert constrained_of(server) == [True]
        engine.close()
