"""How much of a benchmark is with the workers that compare lists by meaning."""

from annotation.models import Benchmark, Job, JobKind
from annotation.states import JobStatus

UNDER_WAY = (JobStatus.QUEUED, JobStatus.RUNNING)


def being_compared(benchmark: Benchmark) -> int:
    """How many samples are in jobs that are queued or running."""
    jobs = Job.objects.filter(benchmark=benchmark, kind=JobKind.MATCH, status__in=UNDER_WAY)
    return len({sample for payload in jobs.values_list("payload", flat=True) for sample in payload["samples"]})
