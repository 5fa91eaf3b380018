"""How a step of reviewing says no: a sentence that the annotator can act on, and what the browser needs to go on."""


class Refusal(Exception):
    """What was asked for cannot be done; nothing was changed. `code` is for programs, `row` counts from 1.

    Where several reviews are submitted together, `review` is the one that it is about.
    """

    status = 400
    review: int | None = None

    def __init__(self, sentence, *, code: str = "refused", row: int | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.row = row

    def as_dict(self) -> dict:
        """What the browser is told."""
        told = {"error": str(self.sentence), "code": self.code, "row": self.row}
        return told | ({"review": self.review} if self.review else {})


class Unknown(Refusal):
    """There is no such review of this person."""

    status = 404


class Ended(Refusal):
    """The review is over, or its sample went to someone else while its lease had run out."""

    status = 409


class Conflict(Refusal):
    """The work was saved from elsewhere since: `server` holds the version and the working that are kept now."""

    status = 412

    def __init__(self, sentence, *, version: int, working: dict):
        super().__init__(sentence, code="conflict")
        self.version = version
        self.working = working

    def as_dict(self) -> dict:
        """What the browser needs to let the person choose."""
        return super().as_dict() | {"server": {"version": self.version, "working": self.working}}
