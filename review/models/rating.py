"""Quality ratings as in the paper: rounds of drawn samples, which raters give 0 to 5 without seeing each other's."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid
from annotation.models import Benchmark, Label, Sample

LOWEST, HIGHEST = 0, 5


class RatingRound(models.Model):
    """A set of samples to rate: `per_emotion` of each emotion by seed, or (none) those that rating files named.

    `raters` are the members who are asked to rate on the page; ratings from files need no account.
    """

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="rating_rounds", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    seed = models.IntegerField(_("seed"), default=0)
    per_emotion = models.PositiveIntegerField(_("samples an emotion"), null=True, blank=True)
    raters = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rating_rounds", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "name"], name="rating_round_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="rating_round_named"),
            models.CheckConstraint(
                condition=Q(per_emotion__isnull=True) | Q(per_emotion__gte=1), name="rating_round_draws_some"
            ),
        ]
        triggers = [append_only("rating_round_immutable", what="rating rounds")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The page with its figures."""
        return reverse("review:rating_round", args=[self.benchmark.slug, self.pk])


class RatingItem(models.Model):
    """A sample of a round with the label that is rated, in the order in which raters see them."""

    round = models.ForeignKey(RatingRound, models.PROTECT, related_name="items", db_index=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "sample"], name="rating_item_once"),
            models.UniqueConstraint(fields=["round", "position"], name="rating_item_position_once"),
        ]
        triggers = [
            append_only("rating_item_immutable", what="samples of a rating round"),
            forbid(
                "rating_item_of_benchmark",
                when="NOT EXISTS (SELECT 1 FROM review_ratinground round JOIN annotation_sample sample "
                "ON sample.benchmark_id = round.benchmark_id JOIN annotation_label label "
                "ON label.sample_id = sample.id WHERE round.id = NEW.round_id AND sample.id = NEW.sample_id "
                "AND label.id = NEW.label_id AND label.origin IN ('human', 'adjudicated', 'imported'))",
                message="what is rated is a label of people, or an imported one, of a sample of the benchmark",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"item {self.position} of round {self.round_id}"


class Rating(models.Model):
    """One rater's score of one item, 0 to 5: a member's own (`rater`), or from the file of `rater_name`.

    It is never changed. A member may take the last one back; one from a file stays.
    """

    item = models.ForeignKey(RatingItem, models.PROTECT, related_name="ratings", db_index=False)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="ratings")
    rater_name = models.CharField(max_length=120, blank=True)
    score = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "rater"], name="rating_once_per_rater"),
            models.UniqueConstraint(
                fields=["item", "rater_name"], condition=~Q(rater_name=""), name="rating_once_per_name"
            ),
            models.CheckConstraint(
                condition=Q(rater__isnull=False, rater_name="") | (Q(rater__isnull=True) & ~Q(rater_name="")),
                name="rating_has_one_rater",
            ),
            models.CheckConstraint(condition=Q(score__gte=LOWEST, score__lte=HIGHEST), name="rating_within_scale"),
        ]
        triggers = [
            append_only("rating_unchanged", what="ratings", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="rating_last_taken_back",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "IF OLD.rater_id IS NULL OR EXISTS (SELECT 1 FROM review_rating later "
                    "JOIN review_ratingitem item ON item.id = later.item_id WHERE later.rater_id = OLD.rater_id "
                    "AND later.id > OLD.id AND item.round_id = (SELECT own.round_id FROM review_ratingitem own "
                    "WHERE own.id = OLD.item_id)) THEN RAISE EXCEPTION 'only a member''s last rating of a round is "
                    "taken back' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;"
                ),
            ),
            forbid(
                "rating_by_asked_rater",
                when="NEW.rater_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM review_ratingitem item "
                "JOIN review_ratinground_raters asked ON asked.ratinground_id = item.round_id "
                "WHERE item.id = NEW.item_id AND asked.user_id = NEW.rater_id)",
                message="only those who were asked rate a round",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.score} for item {self.item_id}"
