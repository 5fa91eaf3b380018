"""What the openai engine sends and what it makes of the answers."""

import base64
import io
import json
import threading

import pytest
from PIL import Image

from inference import engines
from inference.cfsa import pipeline, prompts
from inference.cfsa.conversation import (
    AnswerRefused,
    Cancelled,
    ImageReference,
)
from inference.engines import EngineConfigurationError
from tests.inference.engines.asking import always, answers, asking, built
from tests.inference.engines.chat_server import Reply, chat_server, completion


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "kitchen.png"
    Image.new("RGB", (40, 30), "red").save(path)
    return ImageReference("kitchen.png", path)


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
        everybody.wait(timeout=200)  # nobody is answered before all have asked
        return Reply(completion("yes"))

    results, server = answers(reply, [asking(str(number)) for number in range(300)], concurrency=300, timeout=200.0)
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
