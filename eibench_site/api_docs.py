"""The API's page: every operation of the schema, drawn by the server so that no script of others is needed."""

import functools
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

JSON = "application/json"
REFUSALS = {
    "400": "What was sent makes no sense: sentences by field, or one under `detail`.",
    "401": "No token, or one that is wrong or has ended.",
    "403": "Your role does not allow it.",
    "404": "It is not there, or in a benchmark in which you have no role.",
    "413": "The body is too large.",
    "415": "The body is no JSON.",
}


@dataclass
class Field:
    """A parameter of an address or a field of a body: its name, its kind in words, and what it is for."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass
class Operation:
    """One method of one address."""

    method: str
    path: str
    about: str
    parameters: list[Field] = field(default_factory=list)
    body: list[Field] = field(default_factory=list)
    answer: list[Field] = field(default_factory=list)


@login_required
@require_safe
def api_docs(request):
    """Every operation that the schema names, in the order of the addresses."""
    return render(request, "api_docs.html", {"operations": all_operations()})


@functools.cache
def all_operations() -> list[Operation]:
    """The operations of this code; drawn once a process."""
    return operations(SchemaGenerator().get_schema(request=None, public=True))


def operations(schema: dict) -> list[Operation]:
    """The schema's operations, without the schema's own."""
    found = [
        _operation(schema, method, path, description)
        for path, methods in schema["paths"].items()
        for method, description in methods.items()
    ]
    return [operation for operation in found if operation.path != "/api/schema/"]


def add_refusals(result: dict, generator, request, public) -> dict:
    """The schema with the refusals that each operation may answer; for drf-spectacular's post-processing."""
    shape = {"type": "object", "additionalProperties": {}}
    for path, methods in result["paths"].items():
        for operation in methods.values():
            for code in _refusals(path, operation):
                refusal = {"description": REFUSALS[code], "content": {JSON: {"schema": shape}}}
                operation["responses"].setdefault(code, refusal)
    return result


def _refusals(path: str, operation: dict) -> list[str]:
    queries = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    codes = ["401", *(["403", "404"] if "{slug}" in path else ["404"] if "cursor" in queries else [])]
    if "requestBody" in operation:
        return ["400", *codes, "413", "415"]
    return ["400", *codes] if queries - {"cursor", "page_size", "format", "lang"} else codes


def _operation(schema: dict, method: str, path: str, description: dict) -> Operation:
    answers = [answer for code, answer in description["responses"].items() if code.startswith("2")]
    return Operation(
        method=method.upper(),
        path=path,
        about=description.get("description", ""),
        parameters=[_parameter(schema, parameter) for parameter in description.get("parameters", [])],
        body=_fields(schema, description.get("requestBody", {})),
        answer=_fields(schema, answers[0]) if answers else [],
    )


def _parameter(schema: dict, parameter: dict) -> Field:
    kind = _kind(schema, parameter["schema"])
    return Field(parameter["name"], kind, parameter.get("required", False), parameter.get("description", ""))


def _fields(schema: dict, message: dict) -> list[Field]:
    """The fields of a body; of a page of rows, those of a row."""
    shape = _resolved(schema, message.get("content", {}).get(JSON, {}).get("schema", {}))
    rows = shape.get("properties", {}).get("results")
    shape = _resolved(schema, rows["items"]) if rows else shape
    required = shape.get("required", [])
    return [
        Field(name, _kind(schema, one), name in required, one.get("description", ""))
        for name, one in shape.get("properties", {}).items()
    ]


def _resolved(schema: dict, shape: dict) -> dict:
    """The shape that a reference points to, or the shape itself."""
    if "$ref" not in shape:
        return shape
    return schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]


def _kind(schema: dict, shape: dict) -> str:
    """A shape in a word or two: string, integer or null, list of Trigger, basic | complex …"""
    for union in ("oneOf", "anyOf"):
        if union in shape:
            return " | ".join(kind for one in shape[union] if (kind := _kind(schema, one)))
    if "allOf" in shape:
        return _kind(schema, shape["allOf"][0])
    if "$ref" in shape:
        return _named_kind(schema, shape)
    if "enum" in shape:
        return " | ".join(str(value) for value in shape["enum"] if value not in ("", None))
    if shape.get("type") == "array":
        return f"list of {_kind(schema, shape['items'])}"
    kind = shape.get("type", "any JSON")
    return " or ".join(kind) if isinstance(kind, list) else kind


def _named_kind(schema: dict, shape: dict) -> str:
    target = _resolved(schema, shape)
    return _kind(schema, target) if "enum" in target else shape["$ref"].rpartition("/")[2]
