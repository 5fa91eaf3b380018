"""The API of comments: read them, write one, resolve it, and open it again."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotation.models import Sample
from annotation.permissions import Right
from annotation.scoping import InBenchmark
from review import adjudication_serializers as serializers
from review import commenting
from review.api_naming import WithLetters
from review.models import Comment
from review.reading import readable
from review.refusals import Refusal


class CommentsOfBenchmark(WithLetters, InBenchmark):
    """The comments that the user may read."""

    write_right = Right.VIEW
    scope = "sample__benchmark"
    serializer_class = serializers.CommentSerializer
    queryset = Comment.objects.select_related("by", "resolved_by", "sample")

    def narrow(self, rows):
        """Annotators read their own, others what is in."""
        return readable(self.request.user, self.benchmark, rows, by="by")


class Comments(CommentsOfBenchmark, generics.ListAPIView):
    """The comments; POST writes one."""

    def narrow(self, rows):
        """The comments that the query asks for, of those that the user may read."""
        return super().narrow(rows).filter(**self.wanted(serializers.CommentFilter))

    @extend_schema(parameters=[serializers.CommentFilter])
    def get(self, request, *args, **kwargs):
        """The comments on samples and triggers; annotators see their own."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=serializers.NewCommentSerializer, responses={201: serializers.CommentSerializer})
    def post(self, request, slug: str):
        """Write a comment on a sample, or on one of its triggers."""
        sent = serializers.NewCommentSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = sent.validated_data
        sample = get_object_or_404(Sample, benchmark=self.benchmark, pk=wanted["sample"])
        try:
            written = commenting.comment(sample, wanted["text"], trigger=wanted.get("trigger"), by=request.user)
        except Refusal as refusal:
            raise ValidationError({"detail": str(refusal.sentence)})
        return Response(self.get_serializer(written).data, status=status.HTTP_201_CREATED)


class CommentDetail(CommentsOfBenchmark, generics.RetrieveAPIView):
    """One comment; PATCH resolves it or opens it again."""

    @extend_schema(request=serializers.CommentStateSerializer, responses=serializers.CommentSerializer)
    def patch(self, request, *args, **kwargs):
        """Resolve the comment (`resolved: true`), or open it again."""
        found = self.get_object()
        sent = serializers.CommentStateSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        change = commenting.resolve if sent.validated_data["resolved"] else commenting.reopen
        change(found, by=request.user)
        found.refresh_from_db()
        return Response(self.get_serializer(found).data)
