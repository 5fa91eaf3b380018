"""What people decide: reviews and their decisions, and checks of what judges found."""

from review.models.decision import Decision
from review.models.match_check import MatchCheck
from review.models.rating import Rating, RatingItem, RatingRound
from review.models.rejected_round import RejectedRound
from review.models.review import Review

__all__ = ["Decision", "MatchCheck", "Rating", "RatingItem", "RatingRound", "RejectedRound", "Review"]
