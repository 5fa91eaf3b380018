"""A hub that is away is found out by one request; one that answers, whatever it says, is there."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from huggingface_hub import close_session, constants

from inference import engines, hub
from inference.engines import EngineConfigurationError
from inference.judges.encoders import EncoderUnavailable, load_encoder

COMMIT = "a" * 40


class Hub(ThreadingHTTPServer):
    """Answers every request with a status, or hangs up where there is none; keeps the paths."""

    def __init__(self, status):
        self.status, self.asked = status, []
        super().__init__(("127.0.0.1", 0), Asked)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Asked(BaseHTTPRequestHandler):
    """One request."""

    def do_HEAD(self):
        self.server.asked.append(self.path)
        if self.server.status:
            self.send_response(self.server.status)
            self.end_headers()

    def log_message(self, *args):
        """Nobody reads it."""


@pytest.fixture
def hub_that_answers(monkeypatch):
    """Puts a hub of ours in the place of the real one."""
    servers = []

    def put(status):
        servers.append(Hub(status))
        monkeypatch.setattr(constants, "ENDPOINT", servers[-1].address)
        threading.Thread(target=servers[-1].serve_forever).start()
        return servers[-1]

    yield put
    close_session()
    for server in servers:
        server.shutdown()
        server.server_close()


def sentence(server):
    """What a person reads of a hub that is away."""
    return (
        f"cannot be loaded: the hub ({server.address}) cannot be reached from the worker's machine, and not all of the "
        "model's files are kept there: see to the connection and retry, or put the model into a folder there and name "
        "that."
    )


@pytest.mark.parametrize("status", [200, 401, 404, 503])
def test_a_hub_that_answers_is_there(hub_that_answers, status):
    hub_that_answers(status)
    assert hub.is_reachable()


def test_a_hub_without_a_server_is_away(monkeypatch):
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{nobody_listens.getsockname()[1]}")
        assert not hub.is_reachable()
    close_session()


def test_a_model_of_a_hub_that_is_away_is_refused_after_one_request(hub_that_answers):
    away = hub_that_answers(None)
    with pytest.raises(EngineConfigurationError) as refusal:
        engines.build("transformers", model="org/name", revision=COMMIT)
    assert str(refusal.value) == f"The processor of org/name {sentence(away)}"
    assert away.asked == ["/"]


def test_an_encoder_of_a_hub_that_is_away_is_refused_after_one_request(hub_that_answers):
    away = hub_that_answers(None)
    with pytest.raises(EncoderUnavailable) as refusal:
        load_encoder("org/name", COMMIT)
    assert str(refusal.value) == f"The encoder org/name {sentence(away)}"
    assert away.asked == ["/"]
