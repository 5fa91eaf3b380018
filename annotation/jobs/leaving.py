"""Whether this worker is to leave its work to the next one."""

from celery.worker import state


def worker_ends() -> bool:
    """Whether the worker was asked to stop; Celery keeps an exit code there, which may be 0."""
    return any(asked is not None and asked is not False for asked in (state.should_stop, state.should_terminate))
