"""The API of prompts: versions, comparing two, rendering them for a sample, and trying them on three."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.hiding import samples_kept_from
from annotation.models import Sample, Trigger
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import prompt_serializers as serializers
from inference.api import COUNTS
from inference.cfsa.conversation import GenerationParameters
from inference.models import Draft, DraftRun, PromptSet
from inference.prompt_comparing import parts_of, version_before
from inference.prompt_editing import PromptsRefused, prompt_sets_of, render_for, save_version
from inference.prompt_trying import try_prompts
from inference.recipes import DraftingRefused, Recipe
from inference.serializers import DraftRunSerializer


class OnPromptSets(InBenchmark):
    """Mixed into views whose rows are the sets that a benchmark may use: the studio's and its own."""

    right = Right.MANAGE
    queryset = PromptSet.objects.none()

    def get_queryset(self):
        """The benchmark's sets; none while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return prompt_sets_of(self.benchmark).select_related("created_by")


class PromptSets(OnPromptSets, generics.ListAPIView):
    """The versions of all sets that a benchmark's runs may use; POST writes the next version of one."""

    serializer_class = serializers.PromptSetSerializer

    @extend_schema(request=serializers.NewPromptSetSerializer, responses={201: serializers.PromptSetDetailSerializer})
    def post(self, request, slug: str):
        """Write the next version of the benchmark's own set of that name; earlier ones stay as they are."""
        wanted = serializers.NewPromptSetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        content = dict(wanted.validated_data)
        try:
            kept = save_version(self.benchmark, content.pop("name"), content, by=request.user)
        except PromptsRefused as refusal:
            raise ValidationError({_top(refusal.field or "detail"): str(refusal)})
        answer = serializers.PromptSetDetailSerializer(self.get_queryset().get(pk=kept.pk))
        return Response(answer.data, status=status.HTTP_201_CREATED)


def _top(field: str) -> str:
    """The part of the body that holds a field of the page's form: each text has a field of its own there."""
    return next((top for top in ("templates", "personas") if field.startswith(f"{top}_")), field)


class PromptSetDetail(OnPromptSets, generics.RetrieveAPIView):
    """One version with its words."""

    serializer_class = serializers.PromptSetDetailSerializer


class PromptChanges(OnPromptSets, generics.GenericAPIView):
    """What two sets say differently."""

    serializer_class = serializers.PromptChangesSerializer

    @extend_schema(parameters=[serializers.SinceSerializer])
    def get(self, request, slug: str, pk: int):
        """Every text of a set, word by word against another set or the version before."""
        found, since = self.get_object(), self.wanted(serializers.SinceSerializer).get("since")
        before = version_before(found) if since is None else self.get_queryset().filter(pk=since).first()
        if before is None and since is not None:
            raise ValidationError({"since": f"This benchmark has no prompt set {since}."})
        shown = before and self.get_queryset().get(pk=before.pk)
        return Response(self.get_serializer({"since": shown, "parts": parts_of(found, before)}).data)


class RenderedPrompts(OnPromptSets, generics.GenericAPIView):
    """What a sample would be asked."""

    serializer_class = serializers.RenderedSerializer

    @extend_schema(
        parameters=[serializers.RenderFilter], responses=serializers.RenderedSerializer(many=True), filters=False
    )
    def get(self, request, slug: str, pk: int):
        """The text of each kind of round for one sample; earlier answers are those of its latest draft."""
        found, wanted = self.get_object(), self.wanted(serializers.RenderFilter)
        samples = Sample.objects.filter(benchmark=self.benchmark).select_related("benchmark")
        sample = samples.filter(pk=wanted["sample"]).first()
        if sample is None:
            raise ValidationError({"sample": f"This benchmark has no sample {wanted['sample']}."})
        rendered = render_for(found, sample, wanted["persona"], reader=request.user)
        return Response(self.get_serializer(rendered, many=True).data)


class PromptTry(OnPromptSets, generics.GenericAPIView):
    """Trying prompts."""

    serializer_class = serializers.NewTrialSerializer

    @extend_schema(responses={201: DraftRunSerializer})
    def post(self, request, slug: str, pk: int):
        """Draft three samples with these prompts; nobody reviews the drafts and no figure counts them."""
        found, wanted = self.get_object(), self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        asked = {"recipe": _recipe(found, given), "terms": wanted.terms()} if "engine" in given else {}
        try:
            run = try_prompts(self.benchmark, found, **asked, by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        runs = DraftRun.objects.select_related("prompt_set").annotate(**COUNTS)
        return Response(DraftRunSerializer(runs.get(pk=run.pk)).data, status=status.HTTP_201_CREATED)


def _recipe(prompt_set: PromptSet, given: dict) -> Recipe:
    decoding = {name: given[name] for name in ("max_new_tokens", "temperature", "top_p", "seed")}
    plain = {name: given[name] for name in ("engine", "model", "revision", "persona", "options") if name in given}
    return Recipe(prompt_set=prompt_set, parameters=GenerationParameters(**decoding), **plain)


class PromptTrial(InBenchmark, generics.GenericAPIView):
    """What a trial made of its samples."""

    right = Right.MANAGE
    serializer_class = serializers.TrialSerializer
    queryset = DraftRun.objects.filter(trial=True).select_related("prompt_set").annotate(**COUNTS)

    def get(self, request, slug: str, pk: int):
        """A trial's recipe, how far it is, and its drafts with triggers and rounds, without what you are reviewing."""
        triggers = Prefetch("label__triggers", Trigger.objects.order_by("position").prefetch_related("supports"))
        drafts = Draft.objects.select_related("label").prefetch_related(triggers, "rounds").order_by("pk")
        drafts = drafts.exclude(sample__in=samples_kept_from(request.user))
        run = get_object_or_404(self.get_queryset().prefetch_related(Prefetch("drafts", drafts)), pk=pk)
        return Response(self.get_serializer(run).data)
