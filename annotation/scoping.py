"""Views of the API inside one benchmark: the benchmark of the address, and the right that the method needs."""

from annotation.models import Benchmark
from annotation.permissions import Right, benchmark_or_404


class InBenchmark:
    """Mixed into a view under /api/benchmarks/<slug>/: checks the right before the view does anything.

    `right` is what reading needs, `write_right` what every other method does. `scope` is the lookup from the view's
    rows to their benchmark.
    """

    right = Right.VIEW
    write_right = Right.MANAGE
    scope = "benchmark"
    benchmark: Benchmark

    def initial(self, request, *args, **kwargs):
        """Find the benchmark, 404 or 403 where it may not be used so."""
        super().initial(request, *args, **kwargs)
        reading = request.method in ("GET", "HEAD", "OPTIONS")
        self.benchmark = benchmark_or_404(request.user, kwargs["slug"], self.right if reading else self.write_right)

    def get_queryset(self):
        """The rows of this benchmark; none while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.narrow(self.queryset.filter(**{self.scope: self.benchmark}))

    def narrow(self, rows):
        """Those of the benchmark's rows that the query asks for and the user may see; all, unless a view says else."""
        return rows

    def wanted(self, form: type) -> dict:
        """The query's filters as lookups. Raises ValidationError, field by field."""
        filters = form(data=self.request.query_params)
        filters.is_valid(raise_exception=True)
        return filters.validated_data
