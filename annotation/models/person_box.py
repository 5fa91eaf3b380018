"""People in a picture: a box and a name, so that a question can be about one of them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotation.invariants import forbid
from annotation.models.image import Image

ROUNDING = 1e-6  # of the sum of two shares


class PersonBox(models.Model):
    """One person in one picture; x, y, width and height are shares of the upright picture, from its top left."""

    image = models.ForeignKey(Image, models.PROTECT, related_name="people", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["image", "name"], name="person_box_once"),
            models.CheckConstraint(condition=~Q(name=""), name="person_box_named"),
            models.CheckConstraint(
                condition=Q(x__gte=0, y__gte=0, width__gt=0, height__gt=0)
                & Q(width__lte=1 + ROUNDING - F("x"), height__lte=1 + ROUNDING - F("y")),
                name="person_box_within_picture",
            ),
        ]
        triggers = [
            forbid(
                "person_box_picture_kept",
                when="NEW.image_id IS DISTINCT FROM OLD.image_id",
                message="a person stays in their picture",
                operation=pgtrigger.UpdateOf("image_id"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def box(self) -> list[float]:
        """[x, y, width, height]."""
        return [self.x, self.y, self.width, self.height]
