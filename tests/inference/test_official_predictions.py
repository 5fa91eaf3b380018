"""Predictions for all official samples come in and go out unchanged, two pictures that are in both splits included."""

import io
import json

import pytest

from annotation.releasing.cutting import release
from inference.exporting_predictions import prediction_lines
from inference.importing_predictions import import_predictions
from tests.annotation.official import fill, needed, official

pytestmark = pytest.mark.django_db


def parsed(lines):
    return sorted(json.dumps(json.loads(line), sort_keys=True) for line in lines)


@needed
def test_answers_to_all_official_samples_come_in_and_go_out(benchmark):
    fill(benchmark)
    cut = release(benchmark, "v1", "all", include_imported=True, by=None)
    labels = json.loads(official("basic_ground_truth.json"))
    basic = [json.dumps({path: f"Because: {text}"}) for path, text in labels.items()]
    lines = [*official("ec_complex.jsonl").decode().splitlines(), *basic]
    outcome = import_predictions(cut, io.BytesIO("\n".join(lines).encode()), name="GPT", setting="question", by=None)
    assert (outcome.added, outcome.missing, outcome.refused) == (len(lines), 0, [])
    assert outcome.added == cut.sample_count == 1_665
    assert parsed(prediction_lines(outcome.run)) == parsed(lines)
    assert parsed(prediction_lines(outcome.run, "basic")) == parsed(basic)
