"""Answers from any server that speaks OpenAI's chat completions: vLLM, SGLang, Ollama, hosted models."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import openai

from inference.cfsa.conversation import Answer, Cancelled, Conversation, EngineError, EngineUnavailable

from . import EngineConfigurationError
from .chat_completions import read_completion, request_body
from .constraining import SchemaSupport
from .defaults import BOUNDS, OPENAI
from .options import read_options, require_within
from .retrying import Retrying

# What servers want where no key is asked for: anything but nothing.
NO_KEY = "unused"
LOOK_SECONDS = 0.5  # between two looks at whether to stop


def build_openai(model: str, revision: str, options: Mapping[str, Any]) -> OpenAIEngine:
    """An engine for the model `model` of the server at the option `base_url`; raises EngineConfigurationError.

    The key is read from the environment variable that `api_key_variable` names and is kept nowhere else.
    Waiting (seconds): `timeout` for an answer, `backoff` after the first failure and twice as long after
    each further one, never more than `longest_wait`. `json_schema` says whether the server can hold answers to a
    schema: true, false, or auto, where the first request that has one finds out.
    """
    values = read_options("openai", options, OPENAI)
    require_within("openai", values, BOUNDS)
    if not model:
        raise EngineConfigurationError("The openai engine needs the name of a model on the server.")
    if values["token_limit_field"] not in ("max_tokens", "max_completion_tokens"):
        raise EngineConfigurationError("“token_limit_field” must be max_tokens or max_completion_tokens.")
    client = openai.OpenAI(
        base_url=_checked_url(values["base_url"]),
        api_key=_key(values["api_key_variable"]),
        timeout=values["timeout"],
        max_retries=0,
    )
    return OpenAIEngine(client, model, revision, values)


def _checked_url(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EngineConfigurationError("“base_url” must be the server's address, such as http://localhost:8000/v1.")
    if parts.username or parts.password:
        raise EngineConfigurationError("“base_url” must not hold a password; name a variable in “api_key_variable”.")
    return base_url


def _key(variable: str) -> str:
    if not variable:
        return NO_KEY
    key = os.environ.get(variable, "").strip()
    if not key:
        raise EngineConfigurationError(f"The environment variable {variable} holds no key; set it for the worker.")
    return key


@dataclass(slots=True)
class Batch:
    """What conversations of one batch tell each other: was the server reached, is it down, are they to leave off."""

    reached: threading.Event = field(default_factory=threading.Event)
    down: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)


class OpenAIEngine:
    """An engine that keeps at most `concurrency` requests on their way."""

    name = "openai"

    def __init__(self, client: openai.OpenAI, model: str, revision: str, options: Mapping[str, Any]) -> None:
        self._client = client
        self._model = model
        self._revision = revision
        self._options = options
        self._retrying = Retrying(options["attempts"], options["backoff"], options["longest_wait"])
        self._schemas = SchemaSupport(options["json_schema"])

    def describe(self) -> dict[str, Any]:
        """The recipe part, with the server's address; the key is not in it.

        `json_schema` tells whether answers were held to a schema, as soon as that is known.
        """
        known = {} if self._schemas.known is None else {"json_schema": self._schemas.known}
        return {
            "engine": self.name,
            "model": self._model,
            "revision": self._revision,
            "packages": {"openai": openai.__version__},
            "base_url": self._options["base_url"],
            **known,
        }

    def answer(
        self, conversations: Sequence[Conversation], *, should_stop: Callable[[], bool] | None = None
    ) -> list[Answer | EngineError]:
        """Answers in order; raises EngineUnavailable where the server cannot be reached or asked for a long wait."""
        self._retrying.refuse_while_closed()
        batch = Batch()
        pool = ThreadPoolExecutor(max_workers=self._options["concurrency"])
        try:
            asked = [pool.submit(self._answer, conversation, batch) for conversation in conversations]
            _wait_for(asked, batch, should_stop)
        finally:
            # Nothing waits where all are done; after a stop, requests on their way are left to end unheard.
            pool.shutdown(wait=False, cancel_futures=True)
        results = [one.result() for one in asked]
        if batch.down.is_set() and not batch.reached.is_set():
            raise next(result for result in results if isinstance(result, EngineUnavailable))
        return results

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _answer(self, conversation: Conversation, batch: Batch) -> Answer | EngineError:
        if batch.stopped.is_set() or (batch.down.is_set() and not batch.reached.is_set()):
            return EngineUnavailable("The server cannot be reached.")
        try:
            if conversation.json_schema is None:
                return read_completion(*self._request(conversation, batch, constrained=False))
            return read_completion(
                *self._schemas.ask(lambda held: self._request(conversation, batch, constrained=held), batch.stopped)
            )
        except EngineError as error:
            return error

    def _request(self, conversation: Conversation, batch: Batch, *, constrained: bool) -> tuple[Any, float]:
        """The completion and the seconds that it took; raises an EngineError."""
        body = request_body(
            conversation,
            json_schema=constrained,
            max_pixels=self._options["max_pixels"],
            token_limit_field=self._options["token_limit_field"],
        )
        return self._retrying.call(lambda: self._client.chat.completions.create(model=self._model, **body), batch)


def _wait_for(asked: Sequence[Future], batch: Batch, should_stop: Callable[[], bool] | None) -> None:
    """Wait until all are answered; raises Cancelled within LOOK_SECONDS of being told to stop."""
    waiting = set(asked)
    while waiting:
        if should_stop is not None and should_stop():
            batch.stopped.set()
            raise Cancelled
        _done, waiting = wait(waiting, timeout=LOOK_SECONDS)
