"""Drawing rounds by seed, and reading raters' files line by line."""

import io
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Event, Origin
from review.models import Rating, RatingRound
from review.ratings.drawing import ask_raters, draw_round
from review.ratings.importing import BY_PATH, import_ratings
from review.refusals import Refusal
from tests.factories import make_image, make_label, make_sample
from tests.factories_evaluations import make_labelled_sample
from tests.review.rating import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def labelled(benchmark):
    """Eight labelled samples of each of two emotions, three of a third, and one without a final label."""
    for emotion, count in (("angry", 8), ("sad", 8), ("happy", 3)):
        for _ in range(count):
            make_labelled_sample(benchmark, emotion=emotion)
    make_label(make_sample(benchmark, emotion="happy"), origin=Origin.IMPORTED)
    return benchmark


def paths(found) -> list[str]:
    return list(found.items.order_by("position").values_list("sample__image__path", flat=True))


def lines(*rows) -> io.BytesIO:
    return io.BytesIO("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode())


def told(outcome) -> list[tuple]:
    return [(refusal.line, refusal.what, refusal.why) for refusal in outcome.refused]


def test_so_many_of_each_emotion_are_drawn_with_their_final_labels(labelled, annotator):
    found = draw_round(labelled, name=" Check   one ", per_emotion=5, seed=7, raters=[annotator], by=annotator)
    assert (found.name, found.seed, found.per_emotion, list(found.raters.all())) == ("Check one", 7, 5, [annotator])
    items = found.items.select_related("sample")
    assert Counter(item.sample.emotion for item in items) == {"angry": 5, "sad": 5, "happy": 3}
    assert {item.label_id for item in items} == {item.sample.final_label_id for item in items}
    assert [item.position for item in items.order_by("position")] == list(range(1, 14))
    events = Event.objects.filter(subject_kind="ratinground", by=annotator).order_by("id")
    assert [event.verb for event in events] == ["ratings drawn", "raters asked"]


def test_the_same_seed_draws_the_same_and_another_one_others(labelled):
    drawn = [
        draw_round(labelled, name=f"{place}", per_emotion=4, seed=seed, by=None) for place, seed in enumerate([1, 1, 2])
    ]
    assert paths(drawn[0]) == paths(drawn[1])
    assert set(paths(drawn[0])) != set(paths(drawn[2]))


def test_more_of_the_same_seed_hold_the_fewer(labelled):
    few = draw_round(labelled, name="few", per_emotion=2, seed=1, by=None)
    many = draw_round(labelled, name="many", per_emotion=6, seed=1, by=None)
    assert set(paths(few)) < set(paths(many))


def test_the_emotions_are_mixed(labelled):
    found = draw_round(labelled, name="mixed", per_emotion=8, seed=0, by=None)
    emotions = list(found.items.order_by("position").values_list("sample__emotion", flat=True))
    assert sum(one != other for one, other in zip(emotions, emotions[1:], strict=False)) > 4


def test_imported_labels_count_where_that_is_asked_for(labelled):
    found = draw_round(labelled, name="all", include_imported=True, by=None)
    assert Counter(found.items.values_list("label__origin", flat=True)) == {"human": 19, "imported": 1}


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"name": " "}, "Name the round, in at most 120 characters."),
        ({"name": "first", "per_emotion": 0}, "Draw between 1 and 10000 samples an emotion."),
        ({"name": "taken"}, "There is a round “taken” already: choose another name."),
    ],
)
def test_what_cannot_be_drawn_says_why_and_leaves_nothing(labelled, asked, why):
    RatingRound.objects.create(benchmark=labelled, name="taken")
    with pytest.raises(Refusal, match=f"^{why}$"):
        draw_round(labelled, **asked, by=None)
    assert [found.name for found in RatingRound.objects.all()] == ["taken"]


def test_nothing_to_rate_is_a_refusal(benchmark):
    make_sample(benchmark)
    with pytest.raises(Refusal, match="^No sample with an emotion has a label to rate yet"):
        draw_round(benchmark, name="first", by=None)


def test_strangers_are_not_asked(labelled, annotator, outsider):
    found = make_round(labelled, ["angry"], [annotator])
    with pytest.raises(Refusal, match="^“otto” has no role in this benchmark"):
        ask_raters(found, [annotator, outsider], by=None)
    assert list(found.raters.all()) == [annotator]


def test_a_raters_file_goes_to_the_round_that_drew_its_pictures(benchmark):
    found = make_round(benchmark, ["angry", "sad", "sad"])
    first, second, third = paths(found)
    outcome = import_ratings(benchmark, lines({first: "4"}, {second: 0, third: " 5 "}), rater=" Rita ", by=None)
    assert (outcome.round, outcome.added, outcome.unchanged, outcome.refused) == (found, 3, 0, [])
    scores = Rating.objects.filter(rater_name="Rita").order_by("item__position").values_list("score", flat=True)
    assert list(scores) == [4, 0, 5]


def test_the_same_file_again_changes_nothing(benchmark):
    found = make_round(benchmark, ["angry", "sad"])
    file = lines(*({path: "3"} for path in paths(found)))
    import_ratings(benchmark, file, rater="Rita", by=None)
    events = Event.objects.count()
    file.seek(0)
    outcome = import_ratings(benchmark, file, rater="Rita", by=None)
    assert (outcome.added, outcome.unchanged, outcome.refused) == (0, 2, [])
    assert (Rating.objects.count(), Event.objects.count()) == (2, events)


def test_bad_lines_are_told_with_their_remedy_and_the_good_go_in(benchmark):
    found = make_round(benchmark, ["angry", "sad", "happy", "happy"])
    one, two, three, four = paths(found)
    import_ratings(benchmark, lines({four: "2"}), rater="Rita", by=None)
    make_sample(benchmark, make_image(benchmark, "else.jpg"))
    file = lines(
        {one: "4"}, "{broken", "[1]", {"nowhere.jpg": "3"}, {two: "6"}, {two: "4.5"}, {two: True}, {two: None},
        {three: "1"}, {three: "2"}, {four: "3"}, {"else.jpg": "3"}, "", {two: {"Why?": "3"}}, "{}",
    )  # fmt: skip
    outcome = import_ratings(benchmark, file, rater="Rita", by=None)
    assert (outcome.added, outcome.unchanged) == (2, 0)
    no_rating = "“{}” is no rating: write a whole number from 0 to 5."
    no_object = "This is no object: write {“path of the picture”: “0” to “5”}."
    assert told(outcome) == [
        (2, "", "This is not JSON: Expecting property name enclosed in double quotes at character 2."),
        (3, "", no_object),
        (4, "nowhere.jpg", "No sample of the benchmark has this picture: write its path as it was imported."),
        (5, two, no_rating.format("6")),
        (6, two, no_rating.format("4.5")),
        (7, two, no_rating.format("true")),
        (8, two, no_rating.format("null")),
        (10, three, "An earlier line rates the same sample."),
        (11, four, "Rita rated it 2 before: ratings are never changed; use another rater's name."),
        (12, "else.jpg", "The round “first” did not draw this sample: give the file a round of its own."),
        (14, two, "The benchmark does not ask this question about this picture."),
        (15, "", no_object),
    ]


def test_files_make_a_round_of_their_own_where_none_was_drawn(benchmark):
    samples = [make_sample(benchmark, emotion="sad") for _ in range(3)]
    labels = [make_label(sample, origin=Origin.IMPORTED) for sample in samples[:2]]
    one, two, bare = (sample.image.path for sample in samples)
    first = import_ratings(benchmark, lines({one: "4"}, {bare: "4"}), rater="Rita", by=None)
    second = import_ratings(benchmark, lines({one: "3"}, {two: "2"}), rater="Rolf", by=None)
    assert (first.round.name, first.round.per_emotion, first.added, second.added) == (BY_PATH, None, 1, 2)
    assert second.round == first.round
    assert list(first.round.items.order_by("position").values_list("label", flat=True)) == [one.pk for one in labels]
    assert told(first) == [
        (2, bare, "This sample has no label that could be rated: import or accept one first."),
    ]


def test_a_file_without_anything_to_rate_makes_no_round(benchmark):
    sample = make_sample(benchmark)
    outcome = import_ratings(benchmark, lines({sample.image.path: "4"}), rater="Rita", by=None)
    assert (outcome.round, outcome.added, len(outcome.refused)) == (None, 0, 1)
    assert (RatingRound.objects.count(), Event.objects.count()) == (0, 0)


def test_a_complex_picture_is_rated_question_by_question(benchmark):
    image = make_image(benchmark)
    for question in ("Why is he sad?", "Why is she?"):
        make_label(make_sample(benchmark, image, split="complex", question=question), origin=Origin.IMPORTED)
    outcome = import_ratings(
        benchmark,
        lines({image.path: {"Why is he sad?": "4", "Why is she?": "2"}}, {image.path: "3"}),
        rater="Rita",
        by=None,
    )
    assert (outcome.added, told(outcome)) == (
        2,
        [(2, image.path, "This picture has 2 questions: write {path: {question: score}}.")],
    )


def test_the_commands_draw_and_import(labelled, annotator, capsys, tmp_path):
    call_command("draw_ratings", "streets", "--name", "paper", "--per-emotion", "2", "--seed", "3", "--rater", "ana")
    found = RatingRound.objects.get(name="paper")
    where = found.get_absolute_url()
    assert capsys.readouterr().out == f"paper: angry 2, happy 2, sad 2. Its page: {where}\n"
    assert (list(found.raters.all()), found.seed) == ([annotator], 3)
    file = tmp_path / "rita.jsonl"
    file.write_text("\n".join(json.dumps({path: "5"}) for path in paths(found)) + '\n{"x.jpg": "5"}\n')
    call_command("import_ratings", "streets", str(file), "--rater", "Rita")
    printed = capsys.readouterr()
    assert printed.out == f"6 ratings imported, 0 were here before, 1 lines refused. Round: paper, {where}\n"
    assert printed.err == (
        "line 7: x.jpg: No sample of the benchmark has this picture: write its path as it was imported.\n"
    )


@pytest.mark.parametrize(
    ("content", "rater", "why"),
    [
        (b'{"x.jpg": "5"}', "Rita", "No line was good, so nothing was imported."),
        (b"\xff\xfe{", "Rita", "The file is UTF-16: save it as UTF-8 and import it again."),
        (b"", "Rita", "No line was good, so nothing was imported."),
        (b"", " ", "Name the rater, in at most 120 characters."),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(benchmark, tmp_path, content, rater, why):
    file = tmp_path / "ratings.jsonl"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=f"^{why}$"):
        call_command("import_ratings", "streets", str(file), "--rater", rater)
    assert (Rating.objects.count(), RatingRound.objects.count()) == (0, 0)


def test_a_missing_file_or_benchmark_or_person_is_told(benchmark):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_ratings", "streets", "/nowhere/at/all", "--rater", "Rita")
    for command in (["import_ratings", "x", "y", "--rater", "z"], ["draw_ratings", "x", "--name", "y"]):
        with pytest.raises(CommandError, match="^There is no benchmark “x”.$"):
            call_command(*command)
    with pytest.raises(CommandError, match="^There is no account “nobody”.$"):
        call_command("draw_ratings", "streets", "--name", "y", "--rater", "nobody")
