"""Frozen dataclasses as JSON and back, so that what is remembered of a report is plain bytes and never an object."""

import dataclasses
import json
import types
from collections.abc import Callable
from typing import Any, get_args, get_origin, get_type_hints


def packed(made: Any) -> bytes:
    """A dataclass of dataclasses, lists, dictionaries by text, numbers and texts as JSON."""
    return json.dumps(dataclasses.asdict(made)).encode()


def unpacker(kind: type) -> Callable[[bytes], Any]:
    """What makes a `kind` of its JSON again."""
    return lambda kept: _rebuilt(kind, json.loads(kept))


def _rebuilt(kind: Any, plain: Any) -> Any:
    """The value of the annotated kind; None stays None."""
    if plain is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _rebuilt(hints[name], value) for name, value in plain.items()})
    if isinstance(kind, types.UnionType):
        return _rebuilt(next(one for one in get_args(kind) if one is not types.NoneType), plain)
    if get_origin(kind) is list:
        return [_rebuilt(get_args(kind)[0], value) for value in plain]
    if get_origin(kind) is dict:
        return {name: _rebuilt(get_args(kind)[1], value) for name, value in plain.items()}
    return plain
