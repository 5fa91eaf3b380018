"""How the API reads a body: JSON of a bounded size, with nothing in it that the database cannot keep."""

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.views import exception_handler

UNKEEPABLE = _("A text holds a NUL character or half of a surrogate pair: Postgres cannot keep it.")


class BodyTooLarge(APIException):
    """The body is longer than the studio reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large: send fewer rows at a time.")
    default_code = "too_large"


class StrictJSONParser(JSONParser):
    """JSON; a refusal is a sentence and never an error of the server."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The parsed body. Raises ParseError."""
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply."))
        _check_texts(parsed)
        return parsed


def answer_refusal(error: Exception, context: dict):
    """The API's answer to a refusal; what is none stays an error."""
    return exception_handler(BodyTooLarge() if isinstance(error, RequestDataTooBig) else error, context)


def _check_texts(parsed) -> None:
    """Raise ParseError where any text, at any depth, cannot be kept."""
    waiting = [parsed]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and ("\0" in value or not _is_unicode(value)):
            raise ParseError(UNKEEPABLE)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
