"""The states of a review, and the transition table that the database enforces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewStatus(models.TextChoices):
    """One person's pass over one sample."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    SKIPPED = "skipped", _("skipped")
    RETURNED = "returned", _("returned to the queue")
    WITHDRAWN = "withdrawn", _("withdrawn")


REVIEW_TRANSITIONS: dict[str, tuple[str, ...]] = {
    ReviewStatus.OPEN: (ReviewStatus.SUBMITTED, ReviewStatus.SKIPPED, ReviewStatus.RETURNED),
    ReviewStatus.SUBMITTED: (ReviewStatus.WITHDRAWN,),
    ReviewStatus.SKIPPED: (ReviewStatus.OPEN,),
    ReviewStatus.RETURNED: (ReviewStatus.OPEN,),
    ReviewStatus.WITHDRAWN: (),
}

HOLDING = (ReviewStatus.OPEN, ReviewStatus.SUBMITTED)


class Action(models.TextChoices):
    """What a person did with one trigger."""

    ACCEPT = "accept", _("accept")
    EDIT = "edit", _("edit")
    REJECT = "reject", _("reject")
    ADD = "add", _("add")


class RejectReason(models.TextChoices):
    """Why a drafted trigger was taken out, after the paper's passes."""

    HALLUCINATED = "hallucinated", _("hallucinated: not in the picture")
    IRRELEVANT = "irrelevant", _("irrelevant to the emotion")
    WRONG_PERSON = "wrong_person", _("wrong person")
    DUPLICATE = "duplicate", _("duplicate of another trigger")
    TOO_GENERIC = "too_generic", _("too generic")
    OTHER = "other", _("other")


class AddReason(models.TextChoices):
    """Why a person had to add a trigger."""

    COMMON_SENSE = "common_sense", _("common sense: culture, social context, off-screen events")
    SEEN_BUT_MISSED = "seen_but_missed", _("seen in the picture, but missed")
    BEFORE_DRAFT = "before_draft", _("written before the draft was shown")


class Arm(models.TextChoices):
    """Whether a person sees the draft from the start, or writes their own list first."""

    ASSISTED = "assisted", _("with the draft")
    BLIND = "blind", _("blind first")


class AdjudicationStatus(models.TextChoices):
    """A third person's settling of one sample."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned to the queue")
    WITHDRAWN = "withdrawn", _("withdrawn")


ADJUDICATION_TRANSITIONS: dict[str, tuple[str, ...]] = {
    AdjudicationStatus.OPEN: (AdjudicationStatus.SUBMITTED, AdjudicationStatus.RETURNED),
    AdjudicationStatus.SUBMITTED: (AdjudicationStatus.WITHDRAWN,),
    AdjudicationStatus.RETURNED: (AdjudicationStatus.OPEN,),
    AdjudicationStatus.WITHDRAWN: (),
}

SETTLING = (AdjudicationStatus.OPEN, AdjudicationStatus.SUBMITTED)


class ChoiceAction(models.TextChoices):
    """What an adjudicator did with triggers of one meaning."""

    KEEP = "keep", _("keep")
    MERGE = "merge", _("merge")
    EDIT = "edit", _("edit")
    DROP = "drop", _("drop")
    ADD = "add", _("add")
