"""JSON bodies of the review screen: what a browser sent, or a refusal with a sentence."""

import json
import uuid

from django.utils.translation import gettext as _

from review.refusals import Refusal

LARGEST_VERSION = 2**31 - 1


def read_body(request) -> dict:
    """The request's JSON object, fit to be kept by Postgres. Raises Refusal."""
    try:
        body = json.loads(request.body.decode("utf-8") or "{}", parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8")  # lone surrogates, infinities
    except (ValueError, RecursionError):
        raise Refusal(_("The request is not readable JSON."), code="unreadable")
    if not isinstance(body, dict) or b"\\u0000" in request.body:
        raise Refusal(_("The request is not a JSON object of plain text."), code="unreadable")
    return body


def whole_numbers(body: dict, field: str) -> tuple[int, ...]:
    """A list of ids. Raises Refusal."""
    given = body.get(field, [])
    if not isinstance(given, list) or not all(_is_whole(one) for one in given) or len(given) > 100:
        raise Refusal(_("“%(field)s” is not a list of ids.") % {"field": field}, code="unreadable")
    return tuple(given)


def version_of(body: dict) -> int:
    """The version that the work started from. Raises Refusal."""
    given = body.get("version")
    if not _is_whole(given):
        raise Refusal(_("The version of the work is missing: reload the page."), code="unreadable")
    return given


def client_id_of(body: dict) -> uuid.UUID:
    """The id under which repeats of a submit (or of an undo) are one. Raises Refusal."""
    try:
        return uuid.UUID(body["client_id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Refusal(_("The request carries no id of its own (client_id, a UUID)."), code="unreadable")


def text_of(body: dict, field: str) -> str:
    """A text, empty where it is missing. Raises Refusal."""
    given = body.get(field) or ""
    if not isinstance(given, str):
        raise Refusal(_("“%(field)s” is not a text.") % {"field": field}, code="unreadable")
    return given


def if_match(request) -> int | None:
    """The version named by the If-Match header; None where the header is missing. Raises Refusal."""
    header = request.headers.get("If-Match")
    if header is None:
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(_("If-Match does not name a version."), code="unreadable")
    return int(text)


def _is_whole(given) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST_VERSION


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
