"""Whether the hub of models answers: asked once and quickly, because its client asks six times for every file."""

CONNECT_SECONDS = 10.0  # beyond this nothing is there; a hub that is only slow has accepted the connection long before
ANSWER_SECONDS = 120.0


def is_reachable() -> bool:
    """Whether anything answers at the hub's address, be it with a refusal; never where the hub is turned off."""
    import httpx2
    from huggingface_hub import constants, get_session
    from huggingface_hub.errors import OfflineModeIsEnabled

    try:
        get_session().head(constants.ENDPOINT, timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS))
    except (httpx2.TransportError, OfflineModeIsEnabled):
        return False
    return True


def why_not_loaded(error: Exception, *, away: bool) -> str:
    """What to tell of a model that could not be loaded: the client's words, or that it had no hub to ask."""
    if not away:
        return str(error)
    from huggingface_hub import constants

    return (
        f"the hub ({constants.ENDPOINT}) cannot be reached from the worker's machine, and not all of the model's files "
        "are kept there: see to the connection and retry, or put the model into a folder there and name that."
    )
