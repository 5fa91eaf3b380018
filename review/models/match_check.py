"""A check of a match: a person says whether a prediction names a trigger of its label, without seeing the judge."""

import pgtrigger
from django.conf import settings
from django.db import models

from annotation.invariants import append_only, forbid
from annotation.models import Trigger
from inference.models import Prediction


class MatchCheck(models.Model):
    """One person's verdict on one trigger of the label beside the model's whole answer; judges are held against it.

    It is never changed. Only the person's last one may be taken back, since the judge's verdict is shown after it.
    """

    prediction = models.ForeignKey(Prediction, models.PROTECT, related_name="match_checks", db_index=False)
    trigger = models.ForeignKey(Trigger, models.PROTECT, related_name="+")
    found = models.BooleanField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="match_checks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["prediction", "trigger", "checked_by"], name="match_check_once_per_person")
        ]
        triggers = [
            append_only("match_check_unchanged", what="checks of matches", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="match_check_last_taken_back",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM review_matchcheck later WHERE later.checked_by_id = OLD.checked_by_id "
                    "AND later.id > OLD.id) THEN RAISE EXCEPTION 'only the last check of a person is taken back' "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;"
                ),
            ),
            forbid(
                "match_check_of_the_label",
                when="NOT EXISTS (SELECT 1 FROM inference_prediction prediction JOIN annotation_releaseitem item "
                "ON item.id = prediction.item_id JOIN annotation_trigger checked ON checked.label_id = item.label_id "
                "WHERE prediction.id = NEW.prediction_id AND checked.id = NEW.trigger_id)",
                message="a check is about a trigger of the label that the prediction is measured against",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"trigger {self.trigger_id} {'found' if self.found else 'not found'} in prediction {self.prediction_id}"
