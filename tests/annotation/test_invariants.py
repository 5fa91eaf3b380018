"""Every rule that Postgres keeps about what we label, broken by raw SQL; and every step of the two state machines."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from annotation.models import (
    Assignment,
    Benchmark,
    Event,
    GuidelinesReading,
    GuidelinesVersion,
    Image,
    ImportRemark,
    ImportRun,
    Job,
    Label,
    Membership,
    Origin,
    PeopleGroup,
    PersonBox,
    Release,
    ReleaseItem,
    Role,
    Sample,
    Trigger,
)
from annotation.states import JOB_TRANSITIONS, SAMPLE_TRANSITIONS, JobStatus, SampleStatus
from review.models import Review
from tests import factories
from tests.invariants import (
    Breaking,
    changed,
    copied,
    declared_rules,
    deleted,
    never_changed,
    refusing_rules,
    stated_rules,
    transition,
)

LATER = "now() + interval '1 minute'"
A_HASH = "repeat('a', 64)"

BREAKING = [
    Breaking("benchmark_named", changed(Benchmark, "benchmark", name="''")),
    Breaking("benchmark_overlap_positive", changed(Benchmark, "benchmark", overlap="0")),
    Breaking("benchmark_blind_share", changed(Benchmark, "benchmark", blind_share="1.01")),
    Breaking("benchmark_blind_share", changed(Benchmark, "benchmark", blind_share="-0.01")),
    Breaking("benchmark_blind_share", changed(Benchmark, "benchmark", blind_share="'NaN'")),
    Breaking("benchmark_planted_share", changed(Benchmark, "benchmark", planted_share="1.01")),
    Breaking("benchmark_planted_share", changed(Benchmark, "benchmark", planted_share="-0.01")),
    Breaking("benchmark_overlap_share", changed(Benchmark, "benchmark", overlap_share="1.01")),
    Breaking("benchmark_overlap_share", changed(Benchmark, "benchmark", overlap_share="'NaN'")),
    Breaking("benchmark_order_known", changed(Benchmark, "benchmark", queue_order="'else'")),
    Breaking("annotation_benchmark_slug_key", copied(Benchmark, "benchmark")),
    Breaking("guidelines_version_once", copied(GuidelinesVersion, "guidelines_version")),
    Breaking(
        "guidelines_version_from_one",
        copied(GuidelinesVersion, "guidelines_version", version="0"),
    ),
    *never_changed(GuidelinesVersion, "guidelines_version", "guidelines_version_immutable", "text", "'else'"),
    Breaking("guidelines_read_once", copied(GuidelinesReading, "guidelines_reading")),
    *never_changed(GuidelinesReading, "guidelines_reading", "guidelines_reading_immutable", "at", "now()"),
    Breaking("membership_once", copied(Membership, "membership", role="'admin'")),
    Breaking("membership_role_known", changed(Membership, "membership", role="'king'")),
    Breaking("event_verb_given", copied(Event, "event", verb="''")),
    *never_changed(Event, "event", "event_immutable", "verb", "'else'"),
    Breaking("image_path_once", copied(Image, "image", sha256=A_HASH)),
    Breaking("image_file_once", copied(Image, "image", path="'else.jpg'")),
    Breaking("image_path_given", copied(Image, "image", path="''", sha256=A_HASH)),
    Breaking("image_facts_together", changed(Image, "image", width="NULL")),
    Breaking("image_facts_together", changed(Image, "waiting_image", sha256=A_HASH)),
    Breaking("image_facts_sane", copied(Image, "image", path="'else.jpg'", sha256="'abc'")),
    Breaking("image_facts_sane", changed(Image, "image", height="0")),
    Breaking("image_file_kept", changed(Image, "image", sha256=A_HASH)),
    Breaking("image_file_kept", changed(Image, "image", path="'else.jpg'")),
    Breaking("sample_basic_once_per_image", copied(Sample, "sample", question="'else'", position="99")),
    Breaking("sample_question_once", copied(Sample, "complex_sample", position="99")),
    Breaking("sample_position_once", copied(Sample, "complex_sample", question="'else'")),
    Breaking("sample_question_given", copied(Sample, "complex_sample", question="''", position="99")),
    Breaking("sample_split_known", copied(Sample, "complex_sample", split="'else'", position="99")),
    Breaking("sample_status_known", copied(Sample, "complex_sample", status="'else'", question="'b'", position="99")),
    Breaking("sample_places_within_wanted", changed(Sample, "sample", wanted="0"), without=("sample_places_free",)),
    Breaking("sample_places_free", changed(Sample, "held_sample", wanted="1")),
    Breaking("sample_told_by_its_rows", changed(Sample, "sample", free_places="0")),
    Breaking("sample_told_by_its_rows", changed(Sample, "sample", had_by="'{1}'")),
    Breaking("sample_told_by_its_rows", changed(Sample, "sample", audience="'{1}'")),
    Breaking("sample_emotion_given", changed(Sample, "sample", emotion="''")),
    Breaking("sample_accepted_has_final_label", changed(Sample, "drafted", status="'accepted'")),
    Breaking("sample_accepted_has_final_label", changed(Sample, "drafted", final_label_id="%(human_label)s")),
    Breaking("sample_transitions", changed(Sample, "sample", status="'in_review'")),
    Breaking("sample_kept", deleted(Sample, "sample")),
    Breaking("sample_question_kept", changed(Sample, "sample", question="'else'")),
    Breaking("sample_person_in_picture", changed(Sample, "drafted", person_id="%(person)s")),
    Breaking("sample_person_in_picture", changed(Sample, "foreign_sample", person_id="%(person)s")),
    Breaking("sample_image_of_benchmark", changed(Sample, "sample", image_id="%(foreign_image)s")),
    Breaking("sample_image_of_benchmark", changed(Sample, "waiting_sample", status="'ready'")),
    Breaking(
        "sample_final_label_own", changed(Sample, "drafted", status="'accepted'", final_label_id="%(draft_label)s")
    ),
    Breaking(
        "sample_final_label_own", changed(Sample, "drafted", status="'accepted'", final_label_id="%(foreign_label)s")
    ),
    Breaking("label_version_once", copied(Label, "draft_label")),
    Breaking("label_imported_once_per_sample", copied(Label, "imported_label", version="99")),
    Breaking("label_origin_known", copied(Label, "draft_label", version="99", origin="'else'")),
    Breaking("label_version_positive", copied(Label, "draft_label", version="0")),
    Breaking("label_human_has_author", copied(Label, "human_label", version="99", created_by_id="NULL")),
    *never_changed(Label, "human_label", "label_immutable", "text", "'else'"),
    Breaking("trigger_position_once", copied(Trigger, "trigger")),
    Breaking("trigger_text_given", copied(Trigger, "trigger", position="99", text="''")),
    Breaking("trigger_factor_known", copied(Trigger, "trigger", position="99", factor="'else'")),
    Breaking(
        "trigger_shown_is_visible",
        copied(Trigger, "trigger", position="99", explicit="false", evidence="'{0.1,0.2,0,0}'"),
    ),
    *[
        Breaking("trigger_evidence_within_picture", copied(Trigger, "trigger", position="99", evidence=f"'{place}'"))
        for place in (
            "{0.1,0.2,0}",
            "{{0.1,0.2,0,0}}",
            "{0.1,0.2,0,-0.1}",
            "{0.6,0,0.5,0}",
            "{0,0,NULL,0}",
            "{0,0,0,NaN}",
        )
    ],
    *never_changed(Trigger, "trigger", "trigger_immutable", "text", "'else'"),
    Breaking(
        "trigger_derived_within_sample",
        copied(Trigger, "trigger", position="99", derived_from_id="%(foreign_trigger)s"),
    ),
    Breaking("person_box_once", copied(PersonBox, "person")),
    Breaking("person_box_named", changed(PersonBox, "person", name="''")),
    Breaking("person_box_within_picture", changed(PersonBox, "person", x="-0.1")),
    Breaking("person_box_within_picture", changed(PersonBox, "person", width="0")),
    Breaking("person_box_within_picture", changed(PersonBox, "person", height="0.9")),
    Breaking("person_box_within_picture", changed(PersonBox, "person", height="'NaN'")),
    Breaking("person_box_picture_kept", changed(PersonBox, "person", image_id="%(foreign_image)s")),
    Breaking("people_group_once", copied(PeopleGroup, "group")),
    Breaking("people_group_named", changed(PeopleGroup, "group", name="''")),
    Breaking("assignment_once_per_person", copied(Assignment, "to_person")),
    Breaking("assignment_once_per_group", copied(Assignment, "to_group")),
    Breaking("assignment_to_one", copied(Assignment, "to_person", group_id="%(group)s")),
    Breaking("assignment_to_one", copied(Assignment, "to_person", user_id="NULL")),
    Breaking("assignment_unchanged", changed(Assignment, "to_person", sample_id="%(drafted)s")),
    Breaking("assignment_within_benchmark", copied(Assignment, "to_person", sample_id="%(foreign_sample)s")),
    Breaking("assignment_within_benchmark", copied(Assignment, "to_group", group_id="%(foreign_group)s")),
    Breaking("release_named", copied(Release, "open_release", name="''")),
    Breaking("release_split_known", copied(Release, "open_release", name="'else'", split="'else'")),
    Breaking("annotation_release_name_key", copied(Release, "open_release")),
    Breaking("release_kept", deleted(Release, "open_release")),
    Breaking("release_sealed", changed(Release, "sealed_release", name="'else'")),
    Breaking("release_sealed", changed(Release, "sealed_release", sha256="''")),
    Breaking(
        "release_item_position_once",
        copied(ReleaseItem, "item", sample_id="%(sample)s", label_id="%(imported_label)s"),
    ),
    Breaking("release_item_sample_once", copied(ReleaseItem, "item", position="99")),
    *never_changed(ReleaseItem, "item", "release_item_immutable", "question", "'else'"),
    *never_changed(ReleaseItem, "sealed_item", "release_item_immutable", "label_text", "'else'"),
    Breaking("release_item_before_seal", copied(ReleaseItem, "item", release_id="%(sealed_release)s", position="99")),
    Breaking(
        "release_item_own",
        copied(ReleaseItem, "item", position="99", sample_id="%(foreign_sample)s", label_id="%(foreign_label)s"),
    ),
    Breaking("release_item_own", copied(ReleaseItem, "item", position="99", label_id="%(imported_label)s")),
    Breaking("release_item_own", copied(ReleaseItem, "item", position="99", label_id="%(draft_label)s")),
    Breaking("import_kind_known", changed(ImportRun, "import_run", kind="'else'")),
    Breaking("annotation_importrun_job_id_key", copied(ImportRun, "import_run")),
    Breaking("remark_severity_known", copied(ImportRemark, "remark", severity="'else'")),
    Breaking("remark_why_given", copied(ImportRemark, "remark", why="''")),
    *never_changed(ImportRemark, "remark", "remark_immutable", "why", "'else'"),
    Breaking("job_kind_known", changed(Job, "queued", kind="'else'")),
    Breaking("job_status_known", copied(Job, "queued", status="'else'"), without=("job_ended_has_time",)),
    Breaking("job_running_has_lease", changed(Job, "queued", status="'running'", fence="fence + 1")),
    Breaking("job_running_has_lease", changed(Job, "queued", lease_until=LATER)),
    Breaking("job_ended_has_time", changed(Job, "running", status="'done'", lease_until="NULL")),
    Breaking("job_ended_has_time", changed(Job, "queued", finished_at="now()")),
    Breaking(
        "job_quarantined_has_cause", changed(Job, "queued", status="'quarantined'", error="''", finished_at="now()")
    ),
    Breaking("job_attempts_bounded", changed(Job, "running", attempts="4")),
    Breaking("job_transitions", changed(Job, "queued", status="'done'", finished_at="now()")),
    Breaking("job_kept", deleted(Job, "queued")),
    Breaking("job_fence_grows", changed(Job, "running", fence="fence - 1")),
    Breaking("job_fence_grows", changed(Job, "queued", status="'running'", lease_until=LATER)),
]
GROWING = [Breaking("trigger_with_its_label", copied(Trigger, "trigger", position="99"))]


@pytest.fixture
@transaction.atomic
def world(benchmark, annotator, admin):
    """One row of every kind, by name: the ids."""
    other = factories.make_benchmark("other")
    sample, drafted = factories.make_sample(benchmark), factories.make_sample(benchmark)
    foreign = factories.make_sample(other)
    waiting_image = factories.make_image(benchmark, "waiting.jpg", stored=False)
    rows = {
        "benchmark": benchmark,
        "membership": factories.add_member(other, admin, Role.ANNOTATOR),
        "event": Event.objects.record("made", benchmark, by=admin, benchmark=benchmark),
        "image": sample.image,
        "waiting_image": waiting_image,
        "foreign_image": foreign.image,
        "sample": sample,
        "drafted": drafted,
        "waiting_sample": factories.make_sample(benchmark, waiting_image),
        "complex_sample": factories.make_sample(benchmark, drafted.image, split="complex"),
        "foreign_sample": foreign,
        "imported_label": factories.make_label(sample, origin=Origin.IMPORTED),
        "draft_label": factories.make_draft(drafted).label,
        "human_label": factories.make_label(drafted, origin=Origin.HUMAN, by=annotator),
        "foreign_label": factories.make_label(foreign, origin=Origin.HUMAN, by=annotator),
    }
    rows |= {"trigger": rows["draft_label"].triggers.first(), "foreign_trigger": rows["foreign_label"].triggers.first()}
    rows |= assignments_of(benchmark, sample, annotator) | {"held_sample": held_by_two(annotator, admin)}
    rows["person"] = factories.mark_person(sample.image)
    rows["guidelines_version"] = GuidelinesVersion.objects.create(benchmark=benchmark, version=1, text="Look twice.")
    rows["guidelines_reading"] = GuidelinesReading.objects.create(version=rows["guidelines_version"], user=annotator)
    rows["foreign_group"] = PeopleGroup.objects.create(benchmark=other, name="students")
    rows |= jobs_of(benchmark) | releases_of(benchmark, drafted, rows["human_label"])
    rows["import_run"] = ImportRun.objects.create(benchmark=benchmark, kind="images", job=rows["queued"])
    rows["remark"] = ImportRemark.objects.create(
        run=rows["import_run"], severity="refused", file="a.zip", what="a.jpg", why="no picture"
    )
    return {name: row.pk for name, row in rows.items()}


def assignments_of(benchmark, sample, person) -> dict:
    """The sample is for one person and for a group."""
    group = PeopleGroup.objects.create(benchmark=benchmark, name="students")
    made = {"benchmark": benchmark, "sample": sample}
    return {
        "group": group,
        "to_person": Assignment.objects.create(user=person, **made),
        "to_group": Assignment.objects.create(group=group, **made),
    }


def held_by_two(*people) -> Sample:
    """A sample that two people have open."""
    sample = factories.make_sample(factories.make_benchmark("double", overlap=2))
    later = timezone.now() + timedelta(minutes=1)
    for slot, person in enumerate(people):
        Review.objects.create(sample=sample, annotator=person, slot=slot, lease_until=later)
    return sample


def jobs_of(benchmark) -> dict:
    """A job that waits and one that runs."""
    later = timezone.now() + timedelta(minutes=1)
    running = {"status": JobStatus.RUNNING, "lease_until": later, "fence": 1, "attempts": 1}
    return {
        "queued": Job.objects.create(kind="import", benchmark=benchmark),
        "running": Job.objects.create(kind="import", benchmark=benchmark, **running),
    }


def releases_of(benchmark, sample, label) -> dict:
    """A release that is being cut and a sealed one, each with an item."""
    releases = {name: Release.objects.create(benchmark=benchmark, name=name, split="all") for name in ("v1", "v2")}
    facts = {
        "position": 1,
        "label_position": 1,
        "split": "basic",
        "image_path": "a",
        "question": "q",
        "label_text": "l",
    }
    items = [
        ReleaseItem.objects.create(release=release, sample=sample, label=label, **facts)
        for release in releases.values()
    ]
    Release.objects.filter(name="v2").update(sha256="0" * 64)
    return {
        "open_release": releases["v1"],
        "sealed_release": releases["v2"],
        "item": items[0],
        "sealed_item": items[1],
    }


def test_raw_sql_does_not_break_a_rule(world):
    assert refusing_rules(BREAKING, world) == stated_rules(BREAKING)


@pytest.mark.django_db(transaction=True)
def test_raw_sql_adds_nothing_to_what_an_earlier_transaction_ended(world):
    assert refusing_rules(GROWING, world) == stated_rules(GROWING)


def test_every_rule_of_the_models_has_a_breaking_case():
    assert {breaking.rule for breaking in BREAKING + GROWING} == declared_rules("annotation")


@pytest.mark.parametrize("after", SampleStatus.values)
@pytest.mark.parametrize("before", SampleStatus.values)
def test_a_sample_moves_along_its_table_only(benchmark, before, after):
    sample = factories.make_sample(benchmark)
    allowed = after == before or after in SAMPLE_TRANSITIONS[before]
    assert transition(Sample, sample.pk, before, after) == ("nothing" if allowed else "sample_transitions")


@pytest.mark.parametrize("after", JobStatus.values)
@pytest.mark.parametrize("before", JobStatus.values)
def test_a_job_moves_along_its_table_only(benchmark, before, after):
    job = Job.objects.create(kind="import", benchmark=benchmark)
    allowed = after == before or after in JOB_TRANSITIONS[before]
    found = transition(Job, job.pk, before, after, fence="fence + 1")
    assert found == ("nothing" if allowed else "job_transitions")


def test_every_state_has_a_row_in_its_table():
    assert (set(SAMPLE_TRANSITIONS), set(JOB_TRANSITIONS)) == (set(SampleStatus), set(JobStatus))
