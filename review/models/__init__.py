"""What people decide: reviews and their decisions, and checks of what judges found."""

from review.models.adjudication import Adjudication
from review.models.choice import Choice, ChoiceSource
from review.models.comment import Comment, FlagAnswer
from review.models.contradiction import Contradiction
from review.models.decision import Decision
from review.models.match_check import MatchCheck
from review.models.planted_trigger import PlantedTrigger
from review.models.preferences import Preferences, Theme
from review.models.rating import Rating, RatingItem, RatingRound
from review.models.rejected_round import RejectedRound
from review.models.review import Review

__all__ = [
    "Adjudication",
    "Choice",
    "ChoiceSource",
    "Comment",
    "Contradiction",
    "FlagAnswer",
    "Decision",
    "MatchCheck",
    "PlantedTrigger",
    "Preferences",
    "Rating",
    "RatingItem",
    "RatingRound",
    "RejectedRound",
    "Review",
    "Theme",
]
