"""The OpenAI-compatible servers that the studio may call: chosen by name, their addresses set by whoever runs it."""

from django.conf import settings


def endpoint_names() -> list[str]:
    """The names of the servers, in the order of the setting."""
    return list(settings.OPENAI_ENDPOINTS)


def address_of(name: str) -> str:
    """The base URL of a server. Raises KeyError for a name that is not set."""
    return settings.OPENAI_ENDPOINTS[name]
