"""The one engine that a process holds: loaded once, dropped when another is asked for or nobody needs it."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from inference.cfsa.engine import Engine
from inference.endpoints import address_of, endpoint_names
from inference.engines import EngineConfigurationError, build
from inference.models import EngineName, EngineRun
from inference.recipes import DRAFTING, script_path

REMEMBERED_SECONDS = 30.0  # a model that cannot be loaded is not tried again for each wave


@dataclass
class Use:
    """How many waves are at work with the held engine now; when the last one ended (monotonic), and for which run."""

    waves: int = 0
    ended: float = 0.0
    run: EngineRun | None = None


_lock = threading.Lock()
_use = Use()
_held: dict[str, Engine] = {}
_refused: dict[str, tuple[float, str]] = {}


def engine_for(run: EngineRun) -> Engine:
    """The engine of a run's recipe. Raises EngineConfigurationError."""
    options = engine_options(run)
    key = json.dumps([run.engine, run.model, run.revision, options], sort_keys=True)
    with _lock:
        if key not in _held:
            _drop_all()
            _held[key] = _build(key, run, options)
        return _held[key]


@contextlib.contextmanager
def in_use(run: EngineRun) -> Iterator[None]:
    """The engine is not idle while the block works for a run."""
    with _lock:
        _use.waves += 1
    try:
        yield
    finally:
        with _lock:
            _use.waves -= 1
            _use.ended, _use.run = time.monotonic(), run


def idle_use() -> Use | None:
    """A copy of the last use of an engine that is held while nothing is at work with it; None where it is not so."""
    with _lock:
        return replace(_use) if _held and not _use.waves else None


def drop_idle(last: Use) -> bool:
    """Give back what the held engine holds unless it was used again since; whether it was given back."""
    with _lock:
        unused = bool(_held) and _use == last
        if unused:
            _drop_all()
        return unused


def drop_engines() -> None:
    """Give back what the held engine holds."""
    with _lock:
        _drop_all()


def engine_options(run: EngineRun) -> dict[str, Any]:
    """The run's options as its engine takes them: names turned into paths and addresses."""
    options = {name: value for name, value in run.options.items() if name not in DRAFTING}
    if run.engine == EngineName.SCRIPTED and options.get("script"):
        options["script"] = str(script_path(options["script"]))
    if run.engine == EngineName.OPENAI:
        options["base_url"] = _address(options.pop("endpoint", ""))
    return options


def _address(endpoint: str) -> str:
    if endpoint not in endpoint_names():
        raise EngineConfigurationError(
            f"This worker knows no server “{endpoint}”: set it in its EIBENCH_OPENAI_ENDPOINTS."
        )
    return address_of(endpoint)


def _build(key: str, run: EngineRun, options: dict[str, Any]) -> Engine:
    when, sentence = _refused.get(key, (0.0, ""))
    if sentence and time.monotonic() - when < REMEMBERED_SECONDS:
        raise EngineConfigurationError(sentence)
    try:
        return build(run.engine, model=run.model, revision=run.revision, options=options)
    except EngineConfigurationError as error:
        _refused[key] = (time.monotonic(), str(error))
        raise


def _drop_all() -> None:
    while _held:
        _held.popitem()[1].close()
