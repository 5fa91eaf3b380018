"""What people decide: reviews and their decisions."""

from review.models.decision import Decision
from review.models.rejected_round import RejectedRound
from review.models.review import Review

__all__ = ["Decision", "RejectedRound", "Review"]
