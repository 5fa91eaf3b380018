"""What the log says when the studio refuses a request, read from the handler that writes it."""

import io
import logging

import pytest


@pytest.fixture
def written():
    """What the studio's own handler writes from now on."""
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    text = io.StringIO()
    before = handler.setStream(text)
    yield text
    handler.setStream(before)


def lines(written) -> list[str]:
    """The lines about requests without the times at their beginnings; other threads may log at any time."""
    told = [line.split(" ", 2)[-1] for line in written.getvalue().splitlines()]
    return [line for line in told if line.split(" ")[1:2] == ["django.request:"]]


@pytest.mark.parametrize("path", ["/b/streets/people/", "/b/streets/drafts/"])
def test_a_refusal_is_one_line_with_its_sentence(client_of, annotator, written, path):
    assert client_of(annotator).get(path).status_code == 403

    sentence = "Only admins of this benchmark may do this."
    assert lines(written) == [f"WARNING django.request: Forbidden (Permission denied): {path}: {sentence}"]


def test_a_refusal_of_the_api_is_one_line(client_of, annotator, written):
    assert client_of(annotator).get("/api/benchmarks/streets/drafts/").status_code == 403

    assert lines(written) == ["WARNING django.request: Forbidden: /api/benchmarks/streets/drafts/"]


def test_what_else_is_logged_meanwhile_is_no_line_about_a_request(client_of, annotator, written):
    logging.getLogger("eibench").warning("The worker has begun.")
    assert client_of(annotator).get("/api/benchmarks/streets/drafts/").status_code == 403
    logging.getLogger("eibench").warning("The worker has ended.")

    assert written.getvalue().count("The worker has ") == 2
    assert lines(written) == ["WARNING django.request: Forbidden: /api/benchmarks/streets/drafts/"]


def test_what_nobody_foresaw_keeps_its_traceback(written):
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        logging.getLogger("django.request").error("Internal Server Error: %s", "/b/streets/", exc_info=error)

    told = written.getvalue()
    head = "ERROR django.request: Internal Server Error: /b/streets/"
    assert lines(written) == [head]
    after = told.partition(head)[2].splitlines()
    assert after[:2] == ["", "Traceback (most recent call last):"]
    assert "ZeroDivisionError: division by zero" in after
