"""Sends a request again where that can help, and turns what the client raises into our own errors."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Protocol

import openai

from inference.cfsa.conversation import AnswerRefused, BadAnswer, EngineError, EngineUnavailable

from .gate import Gate

# Status codes after which the same request may succeed a little later.
WORTH_REPEATING = (408, 409, 425, 429)
LONGEST_MESSAGE = 300
LONGEST_HOLD = 24 * 3600.0  # seconds; a server that asks for more is not believed
NOT_FOUND = 404
UNFIT = (400, 422)
ASKED_TO_WAIT = "The server asks to wait for {:.0f} seconds."
STOPPED = "The run was stopped before the server answered."
START_IT = "see that it runs and that the worker's machine reaches it."
CORRECT_IT = "Look at the model's name, and at the address, which mostly ends in /v1."


class RequestRefused(AnswerRefused):
    """The server finds something wrong with what the request says, which another request may say otherwise."""


class Signal(Protocol):
    """An event that is set once."""

    def set(self) -> None:
        """Tell that it happened."""
        ...

    def is_set(self) -> bool:
        """Whether it happened."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait for it for so many seconds; whether it happened."""
        ...


class Reachability(Protocol):
    """Where a request notes whether the server was reached or could not be."""

    reached: Signal
    down: Signal
    stopped: Signal


@dataclass(frozen=True, slots=True)
class Retrying:
    """At most `attempts` tries; waits in seconds double from `backoff` up to `longest_wait`.

    Where the server itself says how long to wait, `gate` holds back every request until then.
    """

    attempts: int
    backoff: float
    longest_wait: float
    gate: Gate = field(default_factory=Gate)

    def call(self, request: Callable[[], Any], server: Reachability) -> tuple[Any, float]:
        """The response and the seconds that it took; raises an EngineError when it will not come."""
        for attempt in range(1, self.attempts + 1):
            self._pass_gate(server)
            started = time.monotonic()
            try:
                response = request()
            except (openai.OpenAIError, ValueError) as error:
                if server.stopped.wait(self._wait_or_raise(error, attempt, server)):
                    raise EngineUnavailable(STOPPED) from error
            else:
                server.reached.set()
                return response, time.monotonic() - started
        raise AssertionError("The last attempt either returns or raises.")

    def refuse_while_closed(self) -> None:
        """Raises EngineUnavailable where the server asked for a longer wait than anybody waits."""
        if (left := self.gate.left()) > self.longest_wait:
            raise EngineUnavailable(ASKED_TO_WAIT.format(left))

    def _pass_gate(self, server: Reachability) -> None:
        """Wait until the server takes requests again; raises EngineUnavailable where that is too long, or at a stop."""
        while (left := self.gate.left()) > 0:
            self.refuse_while_closed()
            if server.stopped.wait(left):
                raise EngineUnavailable(STOPPED)

    def _wait_or_raise(self, error: Exception, attempt: int, server: Reachability) -> float:
        """The seconds to wait before the next attempt; raises an EngineError where there is to be none."""
        failure = _failure(error, server)
        asked = _retry_after(error) if failure.transient else None
        if asked is not None:
            self.gate.close_for(asked)
        if failure.transient and attempt < self.attempts:
            if asked is None:
                return min(self.backoff * 2 ** (attempt - 1), self.longest_wait)
            if asked <= self.longest_wait:
                return 0.0  # the gate holds it back with all the others
            failure = EngineUnavailable(ASKED_TO_WAIT.format(asked))
        if _could_not_connect(error):
            server.down.set()
        raise failure from error


def _could_not_connect(error: Exception) -> bool:
    return isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)


def _retry_after(error: Exception) -> float | None:
    """The seconds that the server asks to wait (RFC 9110, section 10.2.3: seconds or a date); LONGEST_HOLD at most."""
    header = error.response.headers.get("retry-after") if isinstance(error, openai.APIStatusError) else None
    if header is None:
        return None
    asked = _seconds(header)
    return None if asked is None or not isfinite(asked) else min(max(0.0, asked), LONGEST_HOLD)


def _seconds(header: str) -> float | None:
    """A number of seconds, or a date as seconds from now; None for anything else."""
    with contextlib.suppress(ValueError):
        return float(header)
    with contextlib.suppress(ValueError, OverflowError):
        return parsedate_to_datetime(header).timestamp() - time.time()
    return None


def _failure(error: Exception, server: Reachability) -> EngineError:
    """Our error for what the client raised; whoever answers at all has been reached."""
    if not isinstance(error, openai.APIConnectionError):
        server.reached.set()
    return _translate(error)


def _translate(error: Exception) -> EngineError:
    match error:
        case openai.APITimeoutError():
            return EngineUnavailable("The server did not answer in time.")
        case openai.APIConnectionError():
            return EngineUnavailable(f"The server cannot be reached ({error.__cause__ or error}): {START_IT}")
        case openai.APIStatusError():
            return _translate_status(error)
        case openai.APIResponseValidationError() | ValueError():
            return BadAnswer("The server's answer is not whole JSON.")
    return BadAnswer(f"The server's answer cannot be used: {str(error)[:LONGEST_MESSAGE]}")


def _translate_status(error: openai.APIStatusError) -> EngineError:
    status, told = error.status_code, error.message[:LONGEST_MESSAGE]
    if status in WORTH_REPEATING or status >= 500:
        return EngineUnavailable(f"The server is overloaded or broken ({status}): {told}")
    if status in (401, 403):
        return AnswerRefused(f"The server refuses the key ({status}): {told}")
    if status == NOT_FOUND:
        return AnswerRefused(f"The server refuses the request (404): {told}. {CORRECT_IT}")
    kind = RequestRefused if status in UNFIT else AnswerRefused
    return kind(f"The server refuses the request ({status}): {told}")
