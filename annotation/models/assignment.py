"""Assignments: a sample that has any is handed out to those people and groups only."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotation.invariants import append_only, forbid
from annotation.models.benchmark import Benchmark
from annotation.models.sample import Sample
from annotation.places import told_by_assignments


class PeopleGroup(models.Model):
    """People of a benchmark under one name, so that samples are assigned to all of them at once."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="people_groups", blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "name"], name="people_group_once"),
            models.CheckConstraint(condition=~Q(name=""), name="people_group_named"),
        ]

    def __str__(self):
        return self.name


class Assignment(models.Model):
    """One sample is for one person, or for whoever is in one group."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, related_name="assignments")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    group = models.ForeignKey(PeopleGroup, models.PROTECT, null=True, blank=True, related_name="assignments")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "user"], name="assignment_once_per_person"),
            models.UniqueConstraint(fields=["sample", "group"], name="assignment_once_per_group"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, group__isnull=False) | Q(user__isnull=False, group__isnull=True),
                name="assignment_to_one",
            ),
        ]
        triggers = [
            told_by_assignments("assignment_tells_audience"),
            append_only("assignment_unchanged", what="assignments", operation=pgtrigger.Update),
            forbid(
                "assignment_within_benchmark",
                when="NOT EXISTS (SELECT 1 FROM annotation_sample sample WHERE sample.id = NEW.sample_id "
                "AND sample.benchmark_id = NEW.benchmark_id) OR (NEW.group_id IS NOT NULL AND NOT EXISTS ("
                "SELECT 1 FROM annotation_peoplegroup people WHERE people.id = NEW.group_id "
                "AND people.benchmark_id = NEW.benchmark_id))",
                message="a sample is assigned within its benchmark",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"sample {self.sample_id} for {self.user or self.group}"
