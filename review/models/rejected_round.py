"""A rejected round: a person says that an answer behind the draft is wrong; never changed once written."""

from django.db import models

from annotation.invariants import append_only, forbid, written_with
from inference.models import Round
from review.models.review import Review


class RejectedRound(models.Model):
    """An answer that the reviewer saw to be wrong; every trigger that rests on it had to be decided by itself."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="rejected_rounds", db_index=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="rejections")

    class Meta:
        ordering = ["review", "round"]
        constraints = [models.UniqueConstraint(fields=["review", "round"], name="rejected_round_once")]
        triggers = [
            append_only("rejected_round_immutable", what="rejected rounds"),
            forbid(
                "rejected_round_within_review",
                when="NOT EXISTS (SELECT 1 FROM review_review review JOIN inference_round round "
                "ON round.draft_id = review.draft_id WHERE review.id = NEW.review_id AND round.id = NEW.round_id)",
                message="a review rejects rounds of the draft that it showed",
            ),
            written_with(
                "rejected_round_with_its_submit",
                parent="review",
                found="review_review review WHERE review.id = added.review_id AND review.status <> 'withdrawn'",
                unless="review.status = 'open'",
                by="review_id",
                message="a review rejects rounds as it is submitted, never later",
            ),
        ]

    def __str__(self):
        return f"round {self.round_id} rejected in review {self.review_id}"
