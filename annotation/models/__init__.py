"""What we label: benchmarks, pictures, samples, labels, releases, and the jobs and history behind them."""

from annotation.models.assignment import Assignment, PeopleGroup
from annotation.models.benchmark import CATEGORIES, EMOTIONS, Benchmark, Membership, QueueOrder, Role
from annotation.models.event import Event
from annotation.models.guidelines import GuidelinesReading, GuidelinesVersion
from annotation.models.image import Image
from annotation.models.import_run import ImportKind, ImportRemark, ImportRun, Severity
from annotation.models.job import MAXIMUM_ATTEMPTS, Job, JobKind
from annotation.models.label import Factor, Label, Origin, Trigger
from annotation.models.person_box import PersonBox
from annotation.models.release import Release, ReleaseItem, ReleaseSplit
from annotation.models.sample import Sample, Split

__all__ = [
    "CATEGORIES",
    "EMOTIONS",
    "MAXIMUM_ATTEMPTS",
    "Assignment",
    "Benchmark",
    "Event",
    "Factor",
    "GuidelinesReading",
    "GuidelinesVersion",
    "Image",
    "ImportKind",
    "ImportRemark",
    "ImportRun",
    "Job",
    "JobKind",
    "Label",
    "Membership",
    "Origin",
    "PeopleGroup",
    "PersonBox",
    "QueueOrder",
    "Release",
    "ReleaseItem",
    "ReleaseSplit",
    "Role",
    "Sample",
    "Severity",
    "Split",
    "Trigger",
]
