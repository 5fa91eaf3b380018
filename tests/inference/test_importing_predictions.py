"""Importing predictions that were made elsewhere: line by line, told with reasons, and given back as they came."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.models import Event
from inference.exporting_predictions import prediction_lines
from inference.importing_predictions import PredictionsRefused, import_predictions
from inference.models import EvaluationRun, Prediction
from tests.factories import make_image
from tests.factories_evaluations import make_labelled_sample, make_release

pytestmark = pytest.mark.django_db
BASIC = "EmoSet-118k/image/anger/anger_00001.jpg"


@pytest.fixture
def release(benchmark):
    """Two basic samples, one picture with two perspectives, and one with a single complex question."""
    shared, single = make_image(benchmark, "two.jpg"), make_image(benchmark, "one.jpg")
    return make_release(
        benchmark,
        [
            make_labelled_sample(benchmark, image=make_image(benchmark, BASIC)),
            make_labelled_sample(benchmark, image=make_image(benchmark, "other.jpg")),
            make_labelled_sample(benchmark, image=shared, question="Why is the man sad?", split="complex"),
            make_labelled_sample(benchmark, image=shared, question="Why is the woman happy?", split="complex"),
            make_labelled_sample(benchmark, image=single, question="Why so calm?", split="complex"),
        ],
    )


GOOD = [
    {BASIC: "He clenches his fists."},
    {"other.jpg": "A quarrel — “loud”.\nTwo lines."},
    {"two.jpg": {"Why is the man sad?": "He lost.", "Why is the woman happy?": "She won."}},
    {"one.jpg": {"Why so calm?": "The sea."}},
]


def file_of(*lines):
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    return io.BytesIO("\n".join(texts).encode(errors="surrogateescape"))


def bring(release, *lines, by=None, **fields):
    return import_predictions(release, file_of(*lines), **({"name": "GPT", "setting": "cot"} | fields), by=by)


def test_good_lines_become_an_evaluation_of_its_own(release, admin):
    outcome = bring(release, *GOOD, by=admin)
    assert (outcome.added, outcome.missing, outcome.refused, outcome.repeated) == (5, 0, [], False)
    run = outcome.run
    assert (run.engine, run.name, run.setting, run.persona, run.release) == (
        "imported", "GPT", "cot", "emotion_expert", release,
    )  # fmt: skip
    assert list(run.predictions.order_by("item__position").values_list("status", "text")) == [
        ("done", "He clenches his fists."),
        ("done", "A quarrel — “loud”.\nTwo lines."),
        ("done", "He lost."),
        ("done", "She won."),
        ("done", "The sea."),
    ]
    event = Event.objects.get(verb="predictions imported")
    assert (event.by, event.benchmark) == (admin, release.benchmark)


def test_what_is_downloaded_is_what_was_imported(release, admin, client_of):
    run = bring(release, *GOOD).run
    answer = client_of(admin).get(reverse("inference:evaluation_download", args=["streets", run.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        GOOD[0],
        GOOD[1],
        {"two.jpg": {"Why is the man sad?": "He lost."}},
        {"two.jpg": {"Why is the woman happy?": "She won."}},
        GOOD[3],
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="predictions_GPT_cot_emotion_expert.jsonl"'
    again = bring(release, *lines, name="again").run
    assert list(prediction_lines(again)) == list(prediction_lines(run))
    assert len(list(prediction_lines(run, "basic"))) == 2


def test_a_plain_answer_is_that_of_the_only_question(release):
    outcome = bring(release, {"one.jpg": "The sea."})
    assert (outcome.added, outcome.missing) == (1, 4)
    assert outcome.run.predictions.get().item.question == "Why so calm?"


@pytest.mark.parametrize(
    ("line", "what", "why"),
    [
        ("{", "", "This is not JSON: Expecting property name enclosed in double quotes at character 2."),
        ([1], "", "The line is no object {path: answer}."),
        ({}, "", "The line is no object {path: answer}."),
        ({"nowhere.jpg": "Yes."}, "nowhere.jpg", "The release has no sample with this picture."),
        ({"other.jpg": ""}, "other.jpg", "The answer is empty."),
        ({"other.jpg": "  \n"}, "other.jpg", "The answer is empty."),
        ({"other.jpg": 3}, "other.jpg", "The answer is not a text."),
        ({"other.jpg": None}, "other.jpg", "The answer is not a text."),
        ({"other.jpg": {}}, "other.jpg", "The answer is not a text."),
        ({"other.jpg": ["a"]}, "other.jpg", "The answer is not a text."),
        ({"other.jpg": "a\0b"}, "other.jpg", "The answer holds a NUL character."),
        ('{"other.jpg": "\\ud800"}', "other.jpg", "The answer is not valid UTF-8 text: save the file as UTF-8."),
        ('{"other.jpg": "\udcff"}', "other.jpg", "The answer is not valid UTF-8 text: save the file as UTF-8."),
        ({"other.jpg": "x" * 200_001}, "other.jpg", "The answer is longer than 200000 bytes."),
        ({"two.jpg": "Which?"}, "two.jpg", "This picture has 2 questions: give {question: answer}."),
        ({"two.jpg": {"Why?": "So."}}, "two.jpg", "The release does not ask this question about this picture."),
        ({BASIC: "Once more."}, BASIC, "An earlier line answers the same question."),
        ('{"other.jpg": "a", "other.jpg": "b"}', "", "A key is given twice in one object."),
    ],
)
def test_a_bad_line_is_told_with_its_reason_and_the_rest_goes_in(release, line, what, why):
    outcome = bring(release, GOOD[0], line, GOOD[3])
    assert [(refusal.line, refusal.what, refusal.why) for refusal in outcome.refused] == [(2, what, why)] or (
        what == "" and [(refusal.line, refusal.why) for refusal in outcome.refused] == [(2, why)]
    )
    assert (outcome.added, outcome.missing) == (2, 3)


def test_a_file_without_a_good_line_adds_nothing(release):
    outcome = bring(release, {"nowhere.jpg": "Yes."})
    assert (outcome.run, outcome.added, len(outcome.refused)) == (None, 0, 1)
    assert (EvaluationRun.objects.count(), Prediction.objects.count()) == (0, 0)


def test_the_same_file_again_adds_nothing_and_says_so(release):
    first, again = bring(release, *GOOD[:2]), bring(release, *GOOD[:2])
    assert (again.run, again.added, again.missing, again.repeated) == (first.run, 0, 3, True)
    other = bring(release, *GOOD[:2], setting="question")
    assert (other.repeated, other.run == first.run) == (False, False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Name the model as the tables should call it, in at most 120 characters."),
        ({"name": "x" * 121}, "Name the model as the tables should call it, in at most 120 characters."),
        ({"setting": "else"}, "There is no setting “else”; choose one of question, caption, cot, cfsa."),
    ],
)
def test_what_cannot_be_is_refused(release, fields, sentence):
    with pytest.raises(PredictionsRefused) as refusal:
        bring(release, *GOOD, **fields)
    assert (str(refusal.value), EvaluationRun.objects.count()) == (sentence, 0)


def test_the_command_tells_what_went_in_and_what_did_not(release, tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_bytes(file_of(*GOOD[:2], {"nowhere.jpg": "Yes."}).getvalue())
    said, complained = io.StringIO(), io.StringIO()
    call_command("import_predictions", "streets", "first", str(path), name="GPT", stdout=said, stderr=complained)
    run = EvaluationRun.objects.get()
    assert said.getvalue() == (
        f"2 predictions imported, 1 lines refused, 3 samples without a prediction. "
        f"Their page: /b/streets/models/runs/{run.pk}/\n"
    )
    assert complained.getvalue() == "line 3: nowhere.jpg: The release has no sample with this picture.\n"
    with pytest.raises(CommandError, match="has no release “v9”"):
        call_command("import_predictions", "streets", "v9", str(path), name="GPT")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_predictions", "streets", "first", str(tmp_path / "gone"), name="GPT")


def upload(client, release, content, **fields):
    given = {"release": release.pk, "name": "GPT", "setting": "cot", "persona": "none"} | fields
    file = SimpleUploadedFile("answers.jsonl", content)
    return client.post(reverse("inference:predictions_import", args=["streets"]), given | {"file": file})


def test_the_page_imports_and_lists_what_was_left_out(release, admin, client_of):
    content = file_of(*GOOD[:2], {"nowhere.jpg": "Yes."}).getvalue()
    answer = upload(client_of(admin), release, content)
    run = EvaluationRun.objects.get()
    assert (answer.status_code, answer.context["outcome"].run, run.persona, run.created_by) == (200, run, "none", admin)
    assert [(each.line, each.what) for each in answer.context["refusals"]] == [(3, "nowhere.jpg")]
    page = answer.content.decode()
    assert "2 predictions went in:" in page
    assert "3 samples of the release have no prediction." in page
    again = upload(client_of(admin), release, content)
    assert (again.status_code, again.context["outcome"].repeated, EvaluationRun.objects.count()) == (200, True, 1)


@pytest.mark.parametrize("content", [b"\xff\xfe{\0", b"\x00\x01\x02", b"[1]\n"])
def test_the_page_refuses_a_file_of_another_kind(release, admin, client_of, content):
    answer = upload(client_of(admin), release, content)
    assert (answer.status_code, EvaluationRun.objects.count()) == (400, 0)


def test_the_page_needs_a_file(release, admin, client_of):
    given = {"release": release.pk, "name": "GPT", "setting": "cot", "persona": "none"}
    answer = client_of(admin).post(reverse("inference:predictions_import", args=["streets"]), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["file"])
