"""The API of derivations: starting one, reading its groups, steering it, and approving questions."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.permissions import Right
from annotation.scoping import InBenchmark
from inference import derivation_serializers as serializers
from inference.api_measuring import Cancelling, Pausing, Pricing, Resuming, Steering
from inference.cfsa.conversation import GenerationParameters
from inference.deriving import approve, base_of, cancel_derivation, start_derivation
from inference.models import Derivation
from inference.prompt_editing import PromptsRefused, prompt_sets_of
from inference.prompt_serializers import PromptSetDetailSerializer
from inference.prompting import default_prompt_set, prompt_set_asked
from inference.recipes import DraftingRefused, Recipe

RUNS = Derivation.objects.select_related("benchmark", "approved")


class Derivations(InBenchmark, generics.ListAPIView):
    """The derivations of questions that are asked of every picture; POST starts one."""

    right = Right.MANAGE
    serializer_class = serializers.DerivationSerializer
    queryset = RUNS

    @extend_schema(request=serializers.NewDerivationSerializer, responses={201: serializers.DerivationDetailSerializer})
    def post(self, request, slug: str):
        """Ask a model what to ask of every picture, over questions of the data set. A worker does it."""
        wanted = serializers.NewDerivationSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        try:
            asked = {"sampled": given["sampled"], "terms": wanted.terms()}
            run = start_derivation(self.benchmark, _recipe(given), **asked, by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({refusal.field or "detail": str(refusal)})
        return Response(serializers.DerivationDetailSerializer(run).data, status=status.HTTP_201_CREATED)


def _recipe(given: dict) -> Recipe:
    decoding = {name: given[name] for name in ("max_new_tokens", "temperature", "top_p", "seed")}
    plain = {name: given[name] for name in ("engine", "model", "revision", "options") if name in given}
    return Recipe(prompt_set=default_prompt_set(), parameters=GenerationParameters(**decoding), **plain)


class DerivationDetail(InBenchmark, generics.RetrieveAPIView):
    """One derivation with its groups."""

    right = Right.MANAGE
    serializer_class = serializers.DerivationDetailSerializer
    queryset = RUNS


class DerivationApproval(InBenchmark, generics.GenericAPIView):
    """Approving questions."""

    right = Right.MANAGE
    serializer_class = serializers.ApprovalSerializer
    queryset = RUNS

    @extend_schema(responses={201: PromptSetDetailSerializer})
    def post(self, request, slug: str, pk: int):
        """Make the next version of a prompt set that asks these questions of every picture, in this order."""
        run = get_object_or_404(self.get_queryset(), pk=pk)
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        try:
            base = prompt_set_asked(self.benchmark, given["base"]) if "base" in given else base_of(self.benchmark)
            kept = approve(run, base, given["name"], given["questions"], by=request.user)
        except DraftingRefused as refusal:
            raise ValidationError({"base": str(refusal)})
        except PromptsRefused as refusal:
            raise ValidationError({_field(refusal): str(refusal)})
        shown = prompt_sets_of(self.benchmark).select_related("created_by").get(pk=kept.pk)
        return Response(PromptSetDetailSerializer(shown).data, status=status.HTTP_201_CREATED)


def _field(refusal: PromptsRefused) -> str:
    """The field of the request that a refusal is about."""
    fields = {"general_questions": "questions", None: "detail"}
    return fields.get(refusal.field, refusal.field)


class OfDerivation(Steering):
    """Something done with a derivation."""

    serializer_class = serializers.DerivationDetailSerializer
    queryset = RUNS
    cancel = staticmethod(cancel_derivation)


class DerivationPause(Pausing, OfDerivation):
    """Pausing a derivation."""


class DerivationResume(Resuming, OfDerivation):
    """Resuming a derivation."""


class DerivationCancel(Cancelling, OfDerivation):
    """Cancelling a derivation."""


class DerivationTerms(Pricing, OfDerivation):
    """Changing what a derivation may cost."""
