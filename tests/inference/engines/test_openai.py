import base64
import io
import json
import socket
import threading
import time

import pytest
from PIL import Image

from inference import engines
from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import (
    Answer,
    AnswerRefused,
    BadAnswer,
    Cancelled,
    Conversation,
    EngineUnavailable,
    GenerationParameters,
    ImageReference,
    Message,
    Phase,
)
from inference.engines import EngineConfigurationError
from tests.inference.engines.chat_server import Reply, chat_server, completion, failure
from tests.waiting import eventually

QUICK = {"timeout": 5.0, "backoff": 0.001, "attempts": 3}


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "kitchen.png"
    Image.new("RGB", (40, 30), "red").save(path)
    return ImageReference("kitchen.png", path)


def asking(text="Why?", image=None, **more):
    return Conversation(
        messages=(Message("user", text),),
        image=image,
        parameters=GenerationParameters(32, temperature=0.2, top_p=0.9, seed=4),
        phase=Phase.READING,
        subject="reading",
        **more,
    )


def built(server, **options):
    return engines.build("openai", model="tiny", options={"base_url": server.base_url, **QUICK, **options})


def answers(reply, conversations, **options):
    with chat_server(reply) as server:
        engine = built(server, **options)
        try:
            return engine.answer(conversations), server
        finally:
            engine.close()


def always(*args, **kwargs):
    return lambda number, body: Reply(*args, **kwargs)


def sent_picture(server):
    url = server.requests[0]["messages"][0]["content"][0]["image_url"]["url"]
    kind, _, content = url.partition(";base64,")
    return kind.removeprefix("data:"), base64.b64decode(content)


def test_an_answer_comes_with_its_cost():
    (answer,), _ = answers(always(completion("He frowns.", cached=40)), [asking()])
    assert (answer.text, answer.prompt_tokens, answer.generated_tokens, answer.reused_tokens, answer.truncated) == (
        "He frowns.",
        50,
        7,
        40,
        False,
    )


def test_the_request_says_how_to_decode_and_shows_the_picture_first(picture):
    _, server = answers(always(completion("He frowns.")), [asking("Why?", picture)])
    (request,) = server.requests
    (message,) = request.pop("messages")
    assert request == {"model": "tiny", "max_tokens": 32, "temperature": 0.2, "top_p": 0.9, "seed": 4}
    assert [part["type"] for part in message["content"]] == ["image_url", "text"]
    assert message["content"][1]["text"] == "Why?"


def test_a_small_upright_picture_is_sent_as_it_lies_on_disk(picture):
    _, server = answers(always(completion("Red.")), [asking(image=picture)])
    assert sent_picture(server) == ("image/png", picture.path.read_bytes())


def test_a_large_picture_is_sent_smaller(picture):
    _, server = answers(always(completion("Red.")), [asking(image=picture)], max_pixels=300)
    kind, content = sent_picture(server)
    assert (kind, Image.open(io.BytesIO(content)).size) == ("image/jpeg", (20, 15))


def test_a_turned_picture_is_sent_upright(tmp_path):
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30), "red").save(path, exif=exif)
    _, server = answers(always(completion("Red.")), [asking(image=ImageReference("turned.jpg", path))])
    sent = Image.open(io.BytesIO(sent_picture(server)[1]))
    assert (sent.size, dict(sent.getexif())) == ((30, 40), {})


def test_a_picture_of_another_kind_is_sent_as_jpeg(tmp_path):
    path = tmp_path / "old.bmp"
    Image.new("RGB", (40, 30), "red").save(path)
    _, server = answers(always(completion("Red.")), [asking(image=ImageReference("old.bmp", path))])
    assert sent_picture(server)[0] == "image/jpeg"


def test_a_broken_picture_fails_its_conversation_alone(tmp_path, picture):
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.path.read_bytes()[:60])
    conversations = [asking(image=ImageReference("broken.png", broken)), asking(image=picture)]
    (first, second), server = answers(always(completion("Red.")), conversations)
    assert isinstance(first, AnswerRefused)
    assert str(first).startswith("The picture broken.png cannot be read:")
    assert (second.text, len(server.requests)) == ("Red.", 1)


def test_answers_keep_the_order_of_many_requests_at_once():
    together = threading.Barrier(4, timeout=60)

    def echo(number, body):
        together.wait()
        return Reply(completion(body["messages"][0]["content"]))

    results, _ = answers(echo, [asking(str(number)) for number in range(8)], concurrency=4)
    assert [result.text for result in results] == ["0", "1", "2", "3", "4", "5", "6", "7"]


def test_no_more_requests_than_allowed_are_on_their_way():
    allowed, pair, admitted = threading.Semaphore(2), threading.Barrier(2, timeout=60), []

    def reply(number, body):
        admitted.append(allowed.acquire(blocking=False))
        pair.wait()
        allowed.release()
        return Reply(completion("Yes."))

    answers(reply, [asking() for _ in range(8)], concurrency=2)
    assert admitted == [True] * 8


def test_the_key_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("STUDIO_TEST_KEY", "secret-key")
    with chat_server(always(completion("Yes."))) as server:
        engine = built(server, api_key_variable="STUDIO_TEST_KEY")
        engine.answer([asking()])
        assert server.headers[0]["authorization"] == "Bearer secret-key"
        assert "secret-key" not in json.dumps(engine.describe())
        engine.close()


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


def test_a_silent_server_is_given_up_and_asked_again():
    with chat_server(lambda number, body: (server.finished.wait(10), Reply(completion("Late.")))[1]) as server:
        engine = built(server, timeout=0.1, attempts=2)
        (result,) = engine.answer([asking()])
        assert isinstance(result, EngineUnavailable)
        assert (str(result), len(server.requests)) == ("The server did not answer in time.", 2)
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


@pytest.mark.parametrize("told", [10**12, -1, None, "many"])
def test_a_number_of_tokens_that_cannot_be_is_not_kept(told):
    said = completion("Rain.")
    said["usage"] |= {"prompt_tokens": told, "completion_tokens": told}
    (answer,), _ = answers(always(said), [asking()])
    assert (answer.text, answer.prompt_tokens, answer.generated_tokens) == ("Rain.", 0, 0)


def test_a_server_that_tells_no_usage_costs_nothing():
    said = completion("Yes.")
    del said["usage"]
    (answer,), _ = answers(always(said), [asking()])
    assert (answer.prompt_tokens, answer.generated_tokens, answer.reused_tokens) == (0, 0, 0)


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


def test_a_server_that_is_down_ends_the_batch():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        engine = engines.build("openai", model="tiny", options={"base_url": url, **QUICK})
        with pytest.raises(EngineUnavailable, match=r"cannot be reached \(.+\): see that it runs .+ reaches it\.$"):
            engine.answer([asking() for _ in range(20)])
        engine.close()


def test_nothing_to_answer_is_no_failure():
    results, server = answers(always(completion("Yes.")), [])
    assert (results, server.requests) == ([], [])


def test_a_whole_draft_comes_from_a_server(picture):
    def reply(number, body):
        content = body["messages"][0]["content"]
        if "List the triggers" in content:
            return Reply(completion('{"triggers": [{"text": "Red room.", "factor": "environment", "rounds": [2]}]}'))
        return Reply(completion("1. What colour is the room?"))

    with chat_server(reply) as server:
        engine = built(server, json_schema=True)
        item = pipeline.DraftItem(picture, (pipeline.PerspectiveQuestion("1", "Why is he angry?", "angry"),))
        outcome = pipeline.draft([item], engine, prompts.load("paper-1"))["1"]
        engine.close()
    assert (outcome.error, [trigger.text for trigger in outcome.triggers]) == (None, ["Red room."])
    assert [request.get("response_format") is not None for request in server.requests] == [False] * 8 + [True]


@pytest.mark.parametrize(
    ("model", "options", "why"),
    [
        ("", {}, "The openai engine needs the name of a model on the server."),
        ("tiny", {"base_url": ""}, "“base_url” must be the server's address"),
        ("tiny", {"base_url": "ftp://somewhere"}, "“base_url” must be the server's address"),
        ("tiny", {"base_url": "http://me:secret@somewhere"}, "“base_url” must not hold a password"),
        ("tiny", {"api_key_variable": "STUDIO_NO_SUCH_KEY"}, "The environment variable STUDIO_NO_SUCH_KEY holds no"),
        ("tiny", {"timeout": "long"}, "The option “timeout” of the openai engine must be a number."),
        ("tiny", {"json_schema": "maybe"}, "The option “json_schema” of the openai engine must be one of auto, true,"),
        ("tiny", {"json_schema": 1}, "The option “json_schema” of the openai engine must be one of auto, true, false."),
        ("tiny", {"concurrency": 0}, "The option “concurrency” of the openai engine must be at least 1."),
        ("tiny", {"api_key": "secret"}, "The openai engine has no option “api_key”"),
        ("tiny", {"token_limit_field": "tokens"}, "“token_limit_field” must be max_tokens or max_completion_tokens."),
    ],
)
def test_wrong_options_are_refused(model, options, why):
    with pytest.raises(EngineConfigurationError) as refused:
        engines.build("openai", model=model, options={"base_url": "http://localhost:1/v1", **options})
    assert str(refused.value)[: len(why)] == why


def test_hundreds_of_requests_are_on_their_way_at_once():
    everybody = threading.Barrier(300)

    def reply(number, body):
        everybody.wait(timeout=60)  # nobody is answered before all have asked
        return Reply(completion("yes"))

    results, server = answers(reply, [asking(str(number)) for number in range(300)], concurrency=300, timeout=60.0)
    assert {result.text for result in results} == {"yes"}
    assert len(server.requests) == 300


def test_a_stop_is_heeded_while_the_server_thinks():
    asked, over = threading.Event(), threading.Event()

    def reply(number, body):
        asked.set()
        over.wait(timeout=60)
        return Reply(completion("late"))

    with chat_server(reply) as server:
        engine = built(server, concurrency=1, timeout=60.0)
        with pytest.raises(Cancelled):
            engine.answer([asking(), asking("Another?")], should_stop=asked.is_set)
        over.set()
        assert len(server.requests) == 1
        engine.close()
