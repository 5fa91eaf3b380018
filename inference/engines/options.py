"""Reads an engine's options: typed, with defaults, and nothing unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import EngineConfigurationError
from .defaults import CHOICES

LARGEST_WHOLE = 2**53  # beyond, a whole number is no exact float, and far beyond none at all


def read_options(engine: str, given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The given options over the defaults, whose types they must have; raises EngineConfigurationError."""
    unknown = sorted(given.keys() - defaults.keys())
    if unknown:
        known = ", ".join(sorted(defaults))
        raise EngineConfigurationError(f"The {engine} engine has no option “{unknown[0]}”; it has {known}.")
    return {name: _read(engine, name, given.get(name, default), default) for name, default in defaults.items()}


def require_within(engine: str, options: Mapping[str, Any], bounds: Mapping[str, tuple[float, float]]) -> None:
    """Refuse numbers below their least and above their largest value; raises EngineConfigurationError."""
    for name, (least, most) in bounds.items():
        if name in options and not options[name] >= least:
            raise EngineConfigurationError(f"The option “{name}” of the {engine} engine must be at least {least}.")
        if name in options and options[name] > most:
            raise EngineConfigurationError(f"The option “{name}” of the {engine} engine must be at most {most}.")


def _read(engine: str, name: str, value: Any, default: Any) -> Any:
    if name in CHOICES:
        return _choose(engine, name, value)
    kind = type(default)
    if kind is float and type(value) is int and abs(value) <= LARGEST_WHOLE:
        return float(value)
    if type(value) is not kind or (kind is list and not all(type(each) is str for each in value)):
        raise EngineConfigurationError(f"The option “{name}” of the {engine} engine must be {_words(kind)}.")
    return value


def _choose(engine: str, name: str, value: Any) -> Any:
    """The value where it is one of the choices, by its type too: 1 is not true."""
    for choice in CHOICES[name]:
        if type(value) is type(choice) and value == choice:
            return value
    words = ", ".join(str(choice).lower() for choice in CHOICES[name])
    raise EngineConfigurationError(f"The option “{name}” of the {engine} engine must be one of {words}.")


def _words(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list of texts"}[kind]
