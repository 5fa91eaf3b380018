"""Kept prefixes change no token: wild models, whose every word depends on picture and question, prove it."""

import gc
import weakref
from dataclasses import replace

import pytest
import torch
from PIL import Image

from inference.cfsa import prompts
from inference.cfsa.conversation import Cancelled, Conversation, GenerationParameters, ImageReference, Message, Phase
from inference.engines.decoding import ReusingDecoder
from inference.engines.generating import generate
from inference.engines.prefixes import PrefixStore
from inference.engines.prompt_tokens import PromptReader
from inference.engines.sampling import LeaveOff, greedy_settings
from inference.engines.transformers import TransformersEngine
from tests.inference.engines.naive import naive_inputs, naive_tokens

MODELS = ("random_llava_next", "random_second", "random_qwen")
SIZES = [(80, 60), (33, 190), (240, 31), (64, 64)]
NEW_TOKENS = 16


@pytest.fixture(scope="module", params=MODELS)
def wild(request, tiny_models):
    """A model and its processor, padding on the right as many are saved."""
    model, processor = getattr(tiny_models, request.param)()
    processor.tokenizer.padding_side = "right"
    return model, processor


@pytest.fixture(scope="module")
def wild_llava(tiny_models):
    return tiny_models.random_llava_next()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    found = []
    for number, size in enumerate(SIZES):
        path = folder / f"{number}.png"
        Image.effect_noise(size, 90).convert("RGB").save(path)
        found.append(ImageReference(path.name, path))
    return found


def asking(text, image=None, **parameters):
    settings = GenerationParameters(**{"max_new_tokens": NEW_TOKENS, **parameters})
    return Conversation((Message("user", text),), image, settings, Phase.READING, "reading")


def rounds_on(pictures):
    """The prompts of paper-1 on each picture, in the order of the waves, and rounds without a picture among them."""
    words = prompts.load("paper-1")
    texts = [words.render(Phase.READING, persona="emotion_expert", enriched=f"Look for {each}.") for each in "ab"]
    general = words.general_questions
    texts += [words.render(Phase.GENERAL, persona="emotion_expert", general_question=each.text) for each in general]
    told = [asking(words.render(Phase.ENRICH, persona="none", question=f"Why is {each} sad?")) for each in "abcd"]
    shown = [asking(text, picture) for part in (texts[:2], texts[2:]) for picture in pictures for text in part]
    return told + shown


@pytest.fixture(scope="module")
def asked(pictures):
    return rounds_on(pictures)


@pytest.fixture(scope="module")
def naive(wild, asked):
    """What the naive loop writes, and the scores of the first token."""
    return [naive_tokens(*wild, conversation) for conversation in asked]


def decoder_of(model, processor, limit=lambda held: held):
    reader = PromptReader(processor, processor.image_token_id)
    return ReusingDecoder(model, reader, PrefixStore(limit))


def test_wild_models_say_something_else_to_each_question(naive):
    assert len({tuple(tokens) for tokens, _ in naive}) == len(naive)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("size", [1, 3, 8])
def test_tokens_are_those_of_the_naive_loop(wild, asked, naive, size, side):
    model, processor = wild
    processor.tokenizer.padding_side = side
    decoder = decoder_of(model, processor)
    told, shown = [each for each in asked if each.image is None], [each for each in asked if each.image]
    written = []
    for alike in (told, shown):
        for start in range(0, len(alike), size):
            written += decoder.decode(alike[start : start + size], LeaveOff(None))
    ends = {processor.tokenizer.eos_token_id, processor.tokenizer.pad_token_id}
    assert [_until(each.ids, ends) for each in written] == [_until(tokens, ends) for tokens, _ in naive]
    assert sum(each.reused_tokens for each in written) > 0


def _until(tokens, ends):
    return next((tokens[:place] for place, token in enumerate(tokens) if token in ends), tokens)


def test_scores_of_the_first_token_are_those_of_the_naive_loop(wild, asked, naive):
    model, processor = wild
    decoder = decoder_of(model, processor)
    shown = [
        (conversation, scores) for conversation, (_, scores) in zip(asked, naive, strict=True) if conversation.image
    ]
    rows = decoder.rows([decoder.reader.prompt(each) for each, _ in shown], LeaveOff(None))
    settings = greedy_settings(GenerationParameters(1)) | {"output_logits": True, "return_dict_in_generate": True}
    scores = generate(model, rows, decoder.depth, 1, pad_token_id=0, **settings)[0].logits[0]
    torch.testing.assert_close(scores, torch.stack([each for _, each in shown]), atol=2e-4, rtol=1e-4)


@pytest.mark.parametrize("size", [1, 3, 8])
def test_the_engine_says_what_the_naive_loop_says(wild, asked, naive, size):
    model, processor = wild
    engine = TransformersEngine(model, processor, batch_size=size)
    answers = engine.answer(asked)
    assert engine.no_reuse_because == ""
    assert [each.text for each in answers] == [
        processor.tokenizer.decode(tokens, skip_special_tokens=True).strip() for tokens, _ in naive
    ]
    lengths = [naive_inputs(processor, each)["input_ids"].shape[1] for each in asked]
    assert [each.prompt_tokens for each in answers] == lengths


def test_without_prefixes_the_engine_says_the_same_and_reuses_nothing(wild, asked, naive):
    model, processor = wild
    engine = TransformersEngine(model, processor, batch_size=8, reuse_prefixes=False)
    answers = engine.answer(asked)
    assert engine.no_reuse_because == "it is switched off"
    texts = [processor.tokenizer.decode(tokens, skip_special_tokens=True).strip() for tokens, _ in naive]
    assert [each.text for each in answers] == texts
    assert [each.reused_tokens for each in answers] == [0] * len(asked)


def test_the_first_round_pays_for_the_picture_and_the_others_reuse_it(wild, pictures):
    engine = TransformersEngine(*wild)
    first, second = engine.answer([asking("Who is this?", pictures[0]), asking("Is it dark?", pictures[0])])
    (third,) = engine.answer([asking("Who is that?", pictures[0])])
    (other,) = engine.answer([asking("Who is this?", pictures[1])])
    assert (first.reused_tokens, other.reused_tokens) == (0, 0)
    picture = second.reused_tokens
    assert 0 < picture < third.reused_tokens < third.prompt_tokens


def test_a_question_asked_again_is_read_but_for_its_last_token(wild_llava, pictures):
    engine = TransformersEngine(*wild_llava)
    again = [engine.answer([asking("Who is this?", pictures[0])])[0] for _ in range(2)]
    assert again[0].text == again[1].text
    assert again[1].reused_tokens == again[1].prompt_tokens - 1


def test_texts_that_begin_alike_are_read_once_as_far_as_they_do(wild_llava):
    engine = TransformersEngine(*wild_llava)
    shared = "Below is a question about how a person in a picture feels. " * 3
    answers = engine.answer([asking(shared + end) for end in ("Why?", "Who?", "When?")])
    assert answers[0].reused_tokens == 0
    assert answers[1].reused_tokens == answers[2].reused_tokens > 40


@pytest.mark.parametrize("limit", [1, 40_000])
def test_forgotten_pictures_are_read_again_and_counted_again(wild, asked, naive, limit):
    model, processor = wild
    engine = TransformersEngine(model, processor, batch_size=3, cache_bytes=limit)
    short = engine.answer(asked)
    plenty = TransformersEngine(model, processor, batch_size=3).answer(asked)
    assert [each.text for each in short] == [each.text for each in plenty]
    assert sum(each.reused_tokens for each in short) < sum(each.reused_tokens for each in plenty)
    assert engine._store.bytes() <= limit


def test_the_picture_used_longest_ago_is_forgotten_first(wild_llava, pictures):
    decoder = decoder_of(*wild_llava)
    for picture in (pictures[0], pictures[1], pictures[0]):
        decoder.decode([asking("Who is this?", picture)], LeaveOff(None))
    held = decoder.store.bytes()
    decoder.store.limit = lambda _: held - 1
    decoder.decode([asking("Who is this?", pictures[0])], LeaveOff(None))
    assert [path.rsplit("/", 1)[1] for path, *_ in filter(None, decoder.store.trees)] == ["0.png"]


def test_a_file_that_was_replaced_is_another_picture(wild_llava, pictures, tmp_path):
    path = tmp_path / "changing.png"
    path.write_bytes(pictures[0].path.read_bytes())
    engine = TransformersEngine(*wild_llava)
    changing = ImageReference("changing.png", path)
    before = engine.answer([asking("Who is this?", changing)])[0]
    path.write_bytes(pictures[1].path.read_bytes())
    after = engine.answer([asking("Who is this?", changing)])[0]
    expected = engine.answer([asking("Who is this?", pictures[1])])[0]
    assert (after.text, after.reused_tokens) == (expected.text, 0)
    assert before.text != after.text


@pytest.mark.parametrize("wishes", [{"repetition_penalty": 1.6}, {"no_repeat_ngram_size": 2}, {"min_length": 40}])
def test_the_models_own_settings_mean_what_they_mean_alone(tiny_models, asked, wishes):
    model, processor = tiny_models.random_llava_next()
    for name, value in wishes.items():
        setattr(model.generation_config, name, value)
    few = [*asked[:3], *asked[4:10]]
    expected = [naive_tokens(model, processor, conversation)[0] for conversation in few]
    answers = TransformersEngine(model, processor, batch_size=4).answer(few)
    texts = [processor.tokenizer.decode(tokens, skip_special_tokens=True).strip() for tokens in expected]
    assert [each.text for each in answers] == texts


def test_layers_that_forget_are_read_as_a_whole(tiny_models, asked):
    model, processor = tiny_models.forgetful_llava_next()
    engine = TransformersEngine(model, processor, batch_size=1)
    few = [each for each in asked if each.image][:6]
    answers = engine.answer(few)
    assert engine.no_reuse_because == "some of its layers forget or fold what they have read"
    expected = [naive_tokens(model, processor, conversation)[0] for conversation in few]
    texts = [processor.tokenizer.decode(tokens, skip_special_tokens=True).strip() for tokens in expected]
    assert [each.text for each in answers] == texts
    assert [each.reused_tokens for each in answers] == [0] * len(few)


def test_a_model_whose_scores_change_is_found_out_by_trying(tiny_models, asked):
    model, processor = tiny_models.random_llava_next()
    language = model.model.language_model
    plain_forward = language.forward
    # It counts places from zero in every call: right for whole prompts without padding, wrong behind a prefix.
    language.forward = lambda *args, position_ids=None, **kwargs: plain_forward(
        *args, position_ids=_fresh(kwargs), **kwargs
    )
    engine = TransformersEngine(model, processor, batch_size=1)
    (answer,) = engine.answer([asked[4]])
    assert engine.no_reuse_because == "its scores differ when it starts from a prefix"
    assert answer.reused_tokens == 0


def _fresh(kwargs):
    return torch.arange(kwargs["inputs_embeds"].shape[1])[None]


def test_who_cancels_waits_for_one_step_and_leaves_nothing_behind(wild_llava, pictures):
    engine = TransformersEngine(*wild_llava)
    steps = []
    hook = wild_llava[0].register_forward_pre_hook(lambda *_: steps.append(None))
    conversation = asking("Who is this?", pictures[0], max_new_tokens=3000)
    with pytest.raises(Cancelled):
        engine.answer([conversation], should_stop=lambda: len(steps) > 40)
    hook.remove()
    assert len(steps) < 3000
    assert engine._store.bytes() == 0
    assert engine.answer([replace(conversation, parameters=GenerationParameters(4))])[0].generated_tokens == 4


def test_the_memory_of_what_was_cancelled_is_free_before_it_is_given_back(tiny_models, pictures):
    model, processor = tiny_models.random_llava_next()
    weight, steps = weakref.ref(model.lm_head.weight), []
    model.register_forward_pre_hook(lambda *_: steps.append(None))
    engine = TransformersEngine(model, processor)
    del model
    try:
        engine.answer([asking("Who?", pictures[0], max_new_tokens=3000)], should_stop=lambda: len(steps) > 40)
    except Cancelled:
        engine.close()
        gc.collect()
        assert weight() is None  # still within the handler, as a worker drops its engine
    assert 40 < len(steps) < 3000


def test_who_has_cancelled_before_is_not_answered(wild_llava, pictures):
    with pytest.raises(Cancelled):
        TransformersEngine(*wild_llava).answer([asking("Who?", pictures[0])], should_stop=lambda: True)


@pytest.mark.parametrize("reuse", [True, False])
def test_a_seed_draws_the_same_whatever_is_drawn_beside_it(wild, pictures, reuse):
    hot = [
        asking(text, picture, temperature=1.0, top_p=0.9, seed=5)
        for picture in pictures[:2]
        for text in ("Who is this?", "What do they do, and why?")
    ]
    alone = [TransformersEngine(*wild, reuse_prefixes=reuse).answer([each])[0].text for each in hot]
    beside = [each.text for each in TransformersEngine(*wild, batch_size=4, reuse_prefixes=reuse).answer(hot)]
    assert beside == alone
    cold = [replace(each, parameters=replace(each.parameters, seed=6)) for each in hot]
    assert [each.text for each in TransformersEngine(*wild).answer(cold)] != alone


def test_draws_follow_the_scores(wild_llava, pictures):
    engine = TransformersEngine(*wild_llava, batch_size=64)
    hot = [asking("Who is this?", pictures[0], max_new_tokens=1, temperature=2.0, seed=each) for each in range(600)]
    drawn = [engine.answer([each])[0].text for each in hot]
    _, scores = naive_tokens(*wild_llava, hot[0])
    chances = torch.softmax(scores.float() / 2.0, dim=-1)
    token = int(chances.argmax())
    text = wild_llava[1].tokenizer.decode([token], skip_special_tokens=True).strip()
    expected = float(chances[token])
    assert abs(drawn.count(text) / 600 - expected) < 5 * (expected * (1 - expected) / 600) ** 0.5
