"""The one door to the engines: the heavy modules behind it are imported only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inference.cfsa.engine import Engine

ENGINES = ("transformers", "openai", "scripted")


class EngineConfigurationError(ValueError):
    """An engine that cannot be built as asked; the message is a sentence that a user can read."""


def build(engine: str, *, model: str, revision: str = "", options: Mapping[str, Any] | None = None) -> Engine:
    """Make an engine ready to answer; raises EngineConfigurationError with what to change."""
    options = dict(options or {})
    match engine:
        case "transformers":
            from .transformers import build_transformers

            return build_transformers(model, revision, options)
        case "openai":
            from .openai import build_openai

            return build_openai(model, revision, options)
        case "scripted":
            from .scripted import build_scripted

            return build_scripted(model, revision, options)
    raise EngineConfigurationError(f"There is no engine “{engine}”; choose one of {', '.join(ENGINES)}.")
