"""What may break off work without anybody having thought of it, and how its cause is told."""

# Flaws of our own code, of a model's code and of its device (CUDA's errors are RuntimeErrors): the job keeps the cause
# and is tried again, so that neither is it lost in a worker's log nor does the worker end.
UNFORESEEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

LONGEST = 2000  # characters of a cause


def cause_of(error: BaseException) -> str:
    """The error as a job keeps it: with its kind, which may be all that it says, and in characters that Postgres takes.

    A lone surrogate, which no encoding can write, and a NUL character are shown as they are escaped.
    """
    told = f"{type(error).__name__}: {error}".removesuffix(": ").replace("\0", "\\0")[:LONGEST]
    return told.encode("utf-8", "backslashreplace").decode()
