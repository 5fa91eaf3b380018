"""The demo's pictures, their descriptions and the scripted answers about them."""

import hashlib
import json
from collections import Counter

import pytest
from PIL import Image

from annotation.demo.description import CATEGORIES, EMOTIONS, FACTORS, SceneTrigger
from annotation.demo.pictures import PICTURES
from annotation.demo.scenes import SCENES
from annotation.demo.script import demo_script
from annotation.demo.writing import draw, question_rows, write_demo

SEED = 2026
PERSPECTIVES = [(scene, perspective) for scene in SCENES for perspective in scene.perspectives]
ROUNDS = {"reading", "general:people", "general:activity", "general:expression", "general:posture"}


def _digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


@pytest.fixture(scope="module")
def script():
    return demo_script(SEED)


@pytest.fixture(scope="module")
def drafts(script):
    """Every perspective with its scripted answers and the mistakes in them."""
    return [
        (
            perspective,
            script["images"][scene.path]["questions"][perspective.question],
            script["mistakes"][f"{scene.path} {perspective.question}"],
        )
        for scene, perspective in PERSPECTIVES
    ]


def test_every_scene_has_its_own_picture():
    assert sorted(PICTURES) == sorted(scene.path for scene in SCENES)
    assert len(set(PICTURES.values())) == len(SCENES)


def test_the_same_picture_is_drawn_each_time():
    for path in ("demo/sad/sad_01.jpg", "demo/complex/complex_03.jpg"):
        first, second = (hashlib.sha256(draw(PICTURES[path]).tobytes()).hexdigest() for _ in range(2))
        assert first == second


def test_all_pictures_differ_and_can_be_read(folder):
    digests = _digests(folder)
    assert len(set(digests.values())) == len(SCENES) + 1
    for scene in SCENES:
        with Image.open(folder / scene.path) as image:
            image.load()
            assert (image.format, image.size) == ("JPEG", (960, 720))


def test_writing_twice_keeps_what_is_there(folder):
    kept, lost = folder / SCENES[0].path, folder / SCENES[1].path
    before = _digests(folder)
    original = kept.read_bytes()
    kept.write_bytes(b"kept")
    lost.unlink()
    write_demo(folder)
    assert kept.read_bytes() == b"kept"
    kept.write_bytes(original)
    assert _digests(folder) == before


def test_each_emotion_has_nine_basic_scenes_and_six_pictures_are_complex():
    basic = [perspective.emotion for scene, perspective in PERSPECTIVES if scene.split == "basic"]
    assert Counter(basic) == dict.fromkeys(EMOTIONS, 9)
    assert Counter(scene.split for scene in SCENES) == {"basic": 36, "complex": 6}


def test_basic_scenes_have_one_perspective_and_complex_ones_two_or_three():
    counts = {split: {len(s.perspectives) for s in SCENES if s.split == split} for split in ("basic", "complex")}
    assert counts == {"basic": {1}, "complex": {2, 3}}


def test_perspectives_of_one_picture_differ_in_person_and_emotion():
    for scene in SCENES:
        assert len({perspective.person for perspective in scene.perspectives}) == len(scene.perspectives)
        assert len({perspective.emotion for perspective in scene.perspectives}) == len(scene.perspectives)


def test_questions_are_unique():
    questions = [perspective.question for _, perspective in PERSPECTIVES]
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize(("scene", "perspective"), PERSPECTIVES, ids=lambda value: getattr(value, "path", None))
def test_each_perspective_has_seen_and_unseen_triggers_of_known_kinds(scene, perspective):
    triggers = perspective.triggers
    assert 4 <= len(triggers) <= 6
    assert {trigger.factor for trigger in triggers} <= set(FACTORS)
    assert {trigger.category for trigger in triggers} <= set(CATEGORIES)
    assert sum(trigger.explicit for trigger in triggers) >= 2
    assert len({trigger.text for trigger in triggers}) == len(triggers)
    assert all(trigger.text.endswith(".") for trigger in triggers)


def test_implicit_causes_are_in_nearly_every_perspective():
    without = [p.person for _, p in PERSPECTIVES if all(trigger.explicit for trigger in p.triggers)]
    assert without == ["the bride"]


def test_the_questions_file_holds_one_row_a_question(folder):
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows == question_rows()
    assert len(rows) == len(PERSPECTIVES) == 51
    assert {tuple(row) for row in rows} == {("image", "question", "emotion", "fine_emotion", "split")}
    assert all((folder / row["image"]).is_file() for row in rows)


def test_the_script_is_the_same_for_one_seed_and_another_for_the_next():
    assert demo_script(SEED) == demo_script(SEED)
    assert demo_script(SEED)["mistakes"] != demo_script(SEED + 1)["mistakes"]


def test_the_script_survives_json(script):
    assert json.loads(json.dumps(script)) == script


def test_the_script_answers_every_question_about_every_picture(script):
    known = {(path, question) for path, image in script["images"].items() for question in image["questions"]}
    assert known == {(scene.path, perspective.question) for scene, perspective in PERSPECTIVES}
    general = {frozenset(image["general"]) for image in script["images"].values()}
    assert general == {frozenset({"people", "activity", "expression", "posture"})}


def test_each_scenario_question_has_its_answer(drafts):
    for _, answers, _ in drafts:
        assert len(answers["scenario_questions"]) == len(answers["scenario_answers"]) == 3
        assert all(question.endswith("?") for question in answers["scenario_questions"])
        assert all(answer.endswith(".") for answer in answers["scenario_answers"])


def test_triggers_rest_on_rounds_that_exist(drafts):
    for _, answers, _ in drafts:
        rounds = ROUNDS | {f"scenario:{number}" for number in range(1, len(answers["scenario_answers"]) + 1)}
        for trigger in answers["triggers"]:
            assert trigger["supports"]
            assert set(trigger["supports"]) <= rounds


def test_drafts_hold_four_to_six_distinct_triggers(drafts):
    for _, answers, _ in drafts:
        texts = [trigger["text"] for trigger in answers["triggers"]]
        assert 4 <= len(texts) <= 6
        assert len(set(texts)) == len(texts)


def test_a_hallucination_is_told_in_the_round_it_rests_on(drafts):
    told = 0
    for perspective, answers, mistakes in drafts:
        invented = {mistake["text"] for mistake in mistakes if mistake["kind"] == "hallucinated"}
        for trigger in answers["triggers"]:
            if trigger["text"] in invented:
                words = trigger["text"].rstrip(".")
                assert trigger["supports"] == ["scenario:1"]
                assert words[1:] in answers["scenario_answers"][0]
                assert any(words[1:] in phrase for phrase in perspective.absent)
                told += 1
    assert told > 0


def test_mistakes_are_what_divides_a_draft_from_the_truth(drafts):
    for perspective, answers, mistakes in drafts:
        truth = {trigger.text for trigger in perspective.triggers}
        drafted = {trigger["text"] for trigger in answers["triggers"]}
        missed = {mistake["text"] for mistake in mistakes if mistake["kind"] == "missed_social"}
        false = {mistake["text"] for mistake in mistakes if mistake["kind"] != "missed_social"}
        assert drafted - truth == false
        assert missed <= truth - drafted
        assert len(truth - drafted - missed) == sum(mistake["kind"] == "vague" for mistake in mistakes)


def test_true_triggers_keep_their_factor_and_category(drafts):
    for perspective, answers, _ in drafts:
        truth = {trigger.text: trigger for trigger in perspective.triggers}
        for drafted in answers["triggers"]:
            if drafted["text"] in truth:
                kept = {key: drafted[key] for key in ("text", "factor", "explicit", "category")}
                assert SceneTrigger(**kept) == truth[drafted["text"]]


@pytest.mark.parametrize("seed", [1, 7, SEED])
def test_mistakes_are_as_frequent_as_they_should_be(seed):
    script = demo_script(seed)
    drafted = sum(len(q["triggers"]) for image in script["images"].values() for q in image["questions"].values())
    truths = sum(len(perspective.triggers) for _, perspective in PERSPECTIVES)
    kinds = Counter(mistake["kind"] for mistakes in script["mistakes"].values() for mistake in mistakes)
    right = drafted - kinds["hallucinated"] - kinds["irrelevant"] - kinds["vague"]
    assert 0.55 <= right / drafted <= 0.72
    assert 0.08 <= kinds["hallucinated"] / drafted <= 0.17
    assert 0.06 <= kinds["irrelevant"] / drafted <= 0.16
    assert 0.07 <= kinds["vague"] / drafted <= 0.17
    assert 0.12 <= kinds["missed_social"] / truths <= 0.28
