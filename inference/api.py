"""The API of draft runs and drafts; annotators see neither, so that nobody reads a draft before a blind review."""

from django.db.models import Count, Prefetch, Q
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.hiding import check_draft, samples_kept_from
from annotation.models import Trigger
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import serializers
from inference.cfsa.conversation import GenerationParameters
from inference.choosing import choose_samples
from inference.importing_drafts import import_drafts
from inference.models import Draft, DraftRun, Round
from inference.prompting import DEFAULT, prompt_set_asked
from inference.recipes import DraftingRefused, Recipe
from inference.starting import start_run
from inference.states import DraftStatus

COUNTS = {state.value: Count("drafts", filter=Q(drafts__status=state)) for state in DraftStatus}

NOTHING_ADDED = OpenApiResponse(
    serializers.ImportOutcomeSerializer,
    description="No row was good, and each is told why; a body that is no import at all is answered field by field.",
)


def recipe_asked(benchmark, given: dict) -> Recipe:
    """The recipe that a request asks for. Raises DraftingRefused."""
    decoding = {name: given[name] for name in ("max_new_tokens", "temperature", "top_p", "seed")}
    return Recipe(
        engine=given["engine"],
        prompt_set=prompt_set_asked(benchmark, given.get("prompt_set", DEFAULT)),
        model=given.get("model", ""),
        revision=given.get("revision", ""),
        persona=given["persona"],
        parameters=GenerationParameters(**decoding),
        options=given["options"],
    )


def samples_asked(benchmark, given: dict):
    """The samples that a request chooses, as a QuerySet."""
    choice = {name: given[name] for name in ("split", "emotion", "undrafted", "limit") if name in given}
    return choose_samples(benchmark, **choice)


class DraftRuns(InBenchmark, generics.ListAPIView):
    """The runs: recipes and how far they are; POST starts one."""

    right = Right.MEASURE
    serializer_class = serializers.DraftRunSerializer
    queryset = DraftRun.objects.select_related("prompt_set").annotate(**COUNTS)

    @extend_schema(request=serializers.NewDraftRunSerializer, responses={201: serializers.DraftRunSerializer})
    def post(self, request, slug: str):
        """Start a run; for admins. A worker drafts, the run's progress tells how far it is."""
        wanted = serializers.NewDraftRunSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        try:
            recipe, samples = recipe_asked(self.benchmark, given), samples_asked(self.benchmark, given)
            run = start_run(self.benchmark, samples, recipe, terms=wanted.terms(), by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        answer = self.get_serializer(self.get_queryset().get(pk=run.pk))
        return Response(answer.data, status=status.HTTP_201_CREATED)


class DraftRunDetail(InBenchmark, generics.RetrieveAPIView):
    """One run."""

    right = Right.MEASURE
    serializer_class = serializers.DraftRunSerializer
    queryset = DraftRun.objects.select_related("prompt_set").annotate(**COUNTS)


class Drafts(InBenchmark, generics.ListAPIView):
    """The drafts, narrowed by run, sample or status."""

    right = Right.MEASURE
    scope = "run__benchmark"
    serializer_class = serializers.DraftSerializer
    queryset = Draft.objects.all()

    def narrow(self, rows):
        """The drafts that the query asks for, but for those that the user's own reviews must not know yet."""
        wanted = rows.filter(**self.wanted(serializers.DraftFilter))
        return wanted.exclude(sample__in=samples_kept_from(self.request.user))

    @extend_schema(parameters=[serializers.DraftFilter])
    def get(self, request, *args, **kwargs):
        """The drafts, narrowed by run, sample or status; those of what you are reviewing yourself are left out."""
        return super().get(request, *args, **kwargs)


class DraftImport(InBenchmark, generics.GenericAPIView):
    """Drafts made elsewhere."""

    right = Right.MANAGE
    scope = "run__benchmark"
    serializer_class = serializers.DraftImportSerializer
    queryset = Draft.objects.all()

    @extend_schema(
        responses={201: serializers.ImportOutcomeSerializer, 400: NOTHING_ADDED},
    )
    def post(self, request, slug: str):
        """Take in drafts made elsewhere; for admins. Bad rows are told one by one, the good ones go in."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        outcome = import_drafts(self.benchmark, **wanted.validated_data, by=request.user)
        code = status.HTTP_201_CREATED if outcome.added else status.HTTP_400_BAD_REQUEST
        return Response(serializers.ImportOutcomeSerializer(outcome).data, status=code)


class DraftDetail(InBenchmark, generics.RetrieveAPIView):
    """One draft with its triggers, the rounds that each rests on, and all rounds."""

    right = Right.MEASURE
    scope = "run__benchmark"
    serializer_class = serializers.DraftDetailSerializer
    queryset = Draft.objects.select_related("label").prefetch_related(
        Prefetch("rounds", Round.objects.order_by("position")),
        Prefetch("label__triggers", Trigger.objects.order_by("position").prefetch_related("supports")),
    )

    def get_object(self):
        """The draft; 403 while the user's own review of the sample must not know it."""
        found = super().get_object()
        check_draft(self.request.user, found.sample_id)
        return found
