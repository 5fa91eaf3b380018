"""The states of drafts, predictions and judgements, and the transition tables that the database enforces."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftStatus(models.TextChoices):
    """What came of a draft; what a worker is doing with it lives on its job."""

    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


DRAFT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    DraftStatus.PENDING: (DraftStatus.DONE, DraftStatus.FAILED, DraftStatus.CANCELLED),
    DraftStatus.FAILED: (DraftStatus.PENDING,),
    DraftStatus.CANCELLED: (DraftStatus.PENDING,),
    DraftStatus.DONE: (),
}


class PredictionStatus(models.TextChoices):
    """What came of a prediction."""

    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


PREDICTION_TRANSITIONS: dict[str, tuple[str, ...]] = {
    PredictionStatus.PENDING: (PredictionStatus.DONE, PredictionStatus.FAILED, PredictionStatus.CANCELLED),
    PredictionStatus.FAILED: (PredictionStatus.PENDING,),
    PredictionStatus.CANCELLED: (PredictionStatus.PENDING,),
    PredictionStatus.DONE: (),
}


class ProposalStatus(models.TextChoices):
    """What came of asking for questions over one question of a data set."""

    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


PROPOSAL_TRANSITIONS: dict[str, tuple[str, ...]] = {
    ProposalStatus.PENDING: (ProposalStatus.DONE, ProposalStatus.FAILED, ProposalStatus.CANCELLED),
    ProposalStatus.FAILED: (),
    ProposalStatus.CANCELLED: (),
    ProposalStatus.DONE: (),
}


class JudgementStatus(models.TextChoices):
    """What came of a judgement; an unreadable one is reported and never scored."""

    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    UNREADABLE = "unreadable", _("unreadable")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


JUDGEMENT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    JudgementStatus.PENDING: (
        JudgementStatus.DONE,
        JudgementStatus.UNREADABLE,
        JudgementStatus.FAILED,
        JudgementStatus.CANCELLED,
    ),
    JudgementStatus.UNREADABLE: (JudgementStatus.PENDING,),
    JudgementStatus.FAILED: (JudgementStatus.PENDING,),
    JudgementStatus.CANCELLED: (JudgementStatus.PENDING,),
    JudgementStatus.DONE: (),
}
