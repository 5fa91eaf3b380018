"""The API of assignments: read them, assign samples to people and groups, take them away."""

from django.contrib.auth import get_user_model
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.models import Assignment
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from review import assigning, listing
from review.assignment_serializers import AssignmentFilter, AssignmentSerializer, ChangedSerializer, WantedSerializer
from review.refusals import Refusal


class Assignments(InBenchmark, generics.ListAPIView):
    """What is assigned to whom; POST assigns samples."""

    right = Right.MEASURE
    serializer_class = AssignmentSerializer
    queryset = Assignment.objects.select_related("user", "group")
    step = staticmethod(assigning.assign)

    def narrow(self, rows):
        """The assignments that the query asks for."""
        return rows.filter(**self.wanted(AssignmentFilter))

    @extend_schema(parameters=[AssignmentFilter])
    def get(self, request, *args, **kwargs):
        """What is assigned to whom, for researchers, adjudicators and admins."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=WantedSerializer, responses=ChangedSerializer)
    def post(self, request, slug: str):
        """Assign the samples under the filters to people and groups of the benchmark; for admins."""
        wanted = WantedSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            return Response({"changed": self.change(wanted.validated_data)})
        except Refusal as refusal:
            raise ValidationError({"detail": str(refusal.sentence)})

    def change(self, asked: dict) -> int:
        """Do the step with the samples and people that were asked for. Raises Refusal and ValidationError."""
        samples = assigning.first_in_queue(listing.filtered(self.benchmark, asked).samples, asked.get("count"))
        members = get_user_model().objects.filter(memberships__benchmark=self.benchmark)
        users = named("users", members, "username", asked["users"])
        groups = named("groups", self.benchmark.groups.all(), "name", asked["groups"])
        return self.step(self.benchmark, samples, users=users, groups=groups, by=self.request.user)


class AssignmentsTaken(Assignments):
    """Assignments are taken away."""

    right = Right.MANAGE
    http_method_names = ["post", "options"]
    step = staticmethod(assigning.take_away)

    @extend_schema(request=WantedSerializer, responses=ChangedSerializer)
    def post(self, request, slug: str):
        """Take the samples under the filters away from people and groups; for admins. What they began stays theirs."""
        return super().post(request, slug)


def named(field: str, rows, by: str, names: list[str]) -> list:
    """The rows of these names, in their order. Raises ValidationError naming the one that is not there."""
    found = {getattr(row, by): row for row in rows.filter(**{f"{by}__in": names})}
    for name in names:
        if name not in found:
            raise ValidationError({field: f"“{name}” is not in this benchmark."})
    return [found[name] for name in names]
