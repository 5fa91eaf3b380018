"""The API of what models reach on a release, and of how far judges agree with people."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.models import Release
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from review import results_serializers as serializers
from review.calibration_report import calibratable, calibration
from review.results.reports import results
from review.results.rows import Signature


class OfRelease(InBenchmark, generics.GenericAPIView):
    """Figures of one release, which the query names."""

    right = Right.MEASURE
    queryset = Release.objects.select_related("benchmark")

    def release(self, pk: int) -> Release:
        """The release. Raises ValidationError where the benchmark has none of that number."""
        found = self.get_queryset().filter(pk=pk).first()
        if found is None:
            raise ValidationError({"release": f"This benchmark has no release {pk}."})
        return found


class Results(OfRelease):
    """What models reach on a release."""

    serializer_class = serializers.ResultsSerializer

    @extend_schema(parameters=[serializers.ResultsFilter])
    def get(self, request, slug: str):
        """The table of a release by one judge: recall by setting, emotion and split, differences, cost, time."""
        asked = self.wanted(serializers.ResultsFilter)
        found = results(self.release(asked["release"]), asked.get("judge", ""), asked.get("baseline"))
        if "judge" in asked:
            _check_key(asked["judge"], found.signatures)
        if asked.get("baseline") not in {None, *(line.run.pk for line in found.lines)}:
            raise ValidationError({"baseline": f"This release has no evaluation {asked['baseline']}."})
        return Response(self.get_serializer(found).data)


class Calibrated(OfRelease):
    """How far judges agree with people."""

    serializer_class = serializers.CalibrationSerializer

    @extend_schema(parameters=[serializers.CalibrationFilter])
    def get(self, request, slug: str):
        """Kappa, true-positive and true-negative rate of each judge of a release against people, with intervals."""
        asked = self.wanted(serializers.CalibrationFilter)
        release = self.release(asked["release"])
        known = calibratable(release)
        if "judge" in asked:
            _check_key(asked["judge"], known)
        if not known:
            raise ValidationError({"release": "No judge of this release says of each trigger whether it is found."})
        signature = next((one for one in known if one.key == asked.get("judge")), known[0])
        return Response(self.get_serializer(calibration(release, signature)).data)


def _check_key(key: str, known: list[Signature]) -> None:
    if key not in {one.key for one in known}:
        told = ", ".join(f"“{one.key}”" for one in known) or "none"
        raise ValidationError({"judge": f"There is no judge “{key}” here; there are: {told}."})
