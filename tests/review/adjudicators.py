"""Speaks to the adjudication screen's endpoints as its scripts do, and makes samples on which people disagree."""

import uuid

from annotation.models import Sample
from annotation.states import SampleStatus
from tests.factories import make_draft, make_sample
from tests.review.deciding import decide
from tests.review.screen import Browser

FISTS, EDITED, RAIN, MATCH = "Clenched fists.", "Fists clenched in anger.", "Heavy rain.", "A lost match."


class Judge(Browser):
    """Speaks as the adjudication screen does."""

    screen = "adjudication"

    def submit(self, sheet, rows, **body):
        body = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "working": {"rows": rows}} | body
        return self.post(f"{sheet['id']}/submit/", **body)


def make_disputed(benchmark, ana, ben, *, flag="", place=None, **fields) -> Sample:
    """A sample of which Ana kept two drafted triggers and Ben edited one, rejected one and added another at `place`."""
    sample = make_sample(benchmark, **fields)
    draft = make_draft(sample, texts=[FISTS, RAIN])
    decide(sample, ana, ["accept", "accept"], draft=draft, final=False, flag=flag)
    edited = ("edit", EDITED)
    rejected = ("reject", "hallucinated")
    added = [(MATCH, "common_sense", "", place)]
    decide(sample, ben, [edited, rejected], draft=draft, added=added, final=False)
    Sample.objects.filter(pk=sample.pk).update(status=SampleStatus.ADJUDICATION)
    sample.refresh_from_db()
    return sample


def kept(sheet, text, *sources) -> dict:
    """A row that keeps these sources (texts) under a text."""
    return {"sources": ids(sheet, *sources), "decision": "keep", "text": text}


def dropped(sheet, reason, *sources) -> dict:
    """A row that drops these sources (texts)."""
    return {"sources": ids(sheet, *sources), "decision": "drop", "reason": reason}


def ids(sheet, *texts) -> list[int]:
    """The ids of the reviewers' triggers with these texts."""
    by_text = {trigger["text"]: trigger["id"] for trigger in sheet["triggers"]}
    return [by_text[text] for text in texts]


def settled_rows(sheet):
    """Merge the fists, drop the rain, keep the match, add the heat."""
    return [
        kept(sheet, EDITED, FISTS, EDITED),
        dropped(sheet, "hallucinated", RAIN),
        kept(sheet, MATCH, MATCH),
        {"sources": [], "decision": "add", "text": "Great heat.", "reason": "seen_but_missed", "factor": "environment"},
    ]
