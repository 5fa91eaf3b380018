"""The states of a draft, and the transition table that the database enforces."""

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
