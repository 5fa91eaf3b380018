"""The benchmark, the container of everything else, and the people who work on it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotation.places import overlap_spreads

EMOTIONS = ["angry", "sad", "excited", "happy"]
CATEGORIES = [
    "Atmosphere",
    "Social Interactions",
    "Body Movements",
    "Facial Expressions",
    "Objects",
    "Performances",
    "Outdoor Activities",
    "Clothing",
    "Sports",
    "Other",
]


def default_emotions() -> list[str]:
    """The coarse emotions of EIBench."""
    return list(EMOTIONS)


def default_categories() -> list[str]:
    """The trigger categories of the annotation guide, and Other."""
    return list(CATEGORIES)


class QueueOrder(models.TextChoices):
    """The order in which a benchmark's samples are handed out; review/ordering.py says what each means."""

    IN_ORDER = "in_order", _("as imported")
    RANDOM = "random", _("random, by the seed")
    BALANCED = "balanced", _("emotions in turn")
    DISAGREEMENT = "disagreement", _("disagreement first")
    UNCERTAINTY = "uncertainty", _("uncertain drafts first")


class BenchmarkQuerySet(models.QuerySet):
    """Benchmarks, by who may see them."""

    def visible_to(self, user):
        """Benchmarks in which the user has a role; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user_id=user.pk) if user.is_authenticated else self.none()


class Benchmark(models.Model):
    """A named set of samples with its guidelines, emotions and rules of work."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    guidelines = models.TextField(_("guidelines"), blank=True, help_text=_("Markdown, shown beside every picture."))
    emotions = ArrayField(models.CharField(max_length=40), default=default_emotions, verbose_name=_("emotions"))
    categories = ArrayField(models.CharField(max_length=60), default=default_categories, verbose_name=_("categories"))
    overlap = models.PositiveSmallIntegerField(_("people per sample"), default=1)
    overlap_share = models.FloatField(_("share with all these people"), default=1.0, db_default=1.0)
    queue_order = models.CharField(
        _("order of the queue"), max_length=20, choices=QueueOrder, default=QueueOrder.IN_ORDER, db_default="in_order"
    )
    seed = models.PositiveIntegerField(_("seed"), default=0, db_default=0)
    ranked_at = models.DateTimeField(null=True, blank=True)  # none: the ranks of its samples are due
    blind_share = models.FloatField(_("blind share"), default=0.0)
    planted_share = models.FloatField(_("planted share"), default=0.0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="benchmark_named"),
            models.CheckConstraint(condition=Q(overlap__gte=1), name="benchmark_overlap_positive"),
            models.CheckConstraint(
                condition=Q(overlap_share__gte=0, overlap_share__lte=1), name="benchmark_overlap_share"
            ),
            models.CheckConstraint(condition=Q(queue_order__in=QueueOrder.values), name="benchmark_order_known"),
            models.CheckConstraint(condition=Q(blind_share__gte=0, blind_share__lte=1), name="benchmark_blind_share"),
            models.CheckConstraint(
                condition=Q(planted_share__gte=0, planted_share__lte=1), name="benchmark_planted_share"
            ),
        ]
        triggers = [overlap_spreads("benchmark_overlap_spreads")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        """The benchmark's overview page."""
        return reverse("annotation:benchmark", args=[self.slug])


class Role(models.TextChoices):
    """What a person may do in one benchmark."""

    ANNOTATOR = "annotator", _("annotator")
    ADJUDICATOR = "adjudicator", _("adjudicator")
    RESEARCHER = "researcher", _("researcher")
    ADMIN = "admin", _("admin")


class Membership(models.Model):
    """A person's role in a benchmark."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__username"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self):
        return f"{self.user} ({self.role})"
