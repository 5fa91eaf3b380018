"""What each reviewer of a released sample wrote, what became of it, and how many had each trigger: told on request.

Like the rest of an export it follows from the released label alone, which never changes. The reviewers behind an
adjudicated label are those whose triggers its choices are about, and those whose lists were in by then and are empty;
behind a label that people agreed on in the same words, those whose reviews were in when it became final.
"""

import json

from annotation.formats.jsonl_writing import encode, pseudonym, triggers_by_label
from annotation.models import Release, ReleaseItem
from inference.judges.merging import plain
from review.selecting import select

# Label of an item, label of a reviewer behind it, the reviewer.
BEHIND = """
WITH ended AS (
    SELECT label_id, sample_id, ended_at, false AS settles FROM review_review WHERE label_id = ANY(%(labels)s)
    UNION ALL
    SELECT label_id, sample_id, ended_at, true FROM review_adjudication WHERE label_id = ANY(%(labels)s)
)
SELECT DISTINCT adjudication.label_id, review.label_id, review.annotator_id
FROM review_adjudication adjudication JOIN review_choice choice ON choice.adjudication_id = adjudication.id
JOIN review_choicesource source ON source.choice_id = choice.id
JOIN annotation_trigger stated ON stated.id = source.trigger_id
JOIN review_review review ON review.label_id = stated.label_id
WHERE adjudication.label_id = ANY(%(labels)s)
UNION
SELECT last.label_id, review.label_id, review.annotator_id
FROM ended last JOIN review_review review ON review.sample_id = last.sample_id
    AND review.status IN ('submitted', 'withdrawn') AND review.ended_at <= last.ended_at
WHERE NOT (last.settles AND EXISTS (SELECT 1 FROM annotation_trigger stated WHERE stated.label_id = review.label_id))
AND NOT EXISTS (
    SELECT 1 FROM annotation_event event WHERE event.subject_kind = 'review' AND event.subject_id = review.id
    AND event.verb = 'withdrawn' AND event.at < last.ended_at)
ORDER BY 1, 2
"""

CHOICES = """
SELECT adjudication.label_id, json_agg(json_build_object('action', choice.action, 'reason', choice.reason,
    'note', choice.note, 'result', result.position, 'sources', coalesce(sources.list, '[]')) ORDER BY choice.id)::text
FROM review_adjudication adjudication JOIN review_choice choice ON choice.adjudication_id = adjudication.id
LEFT JOIN annotation_trigger result ON result.id = choice.result_id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(stated.label_id, stated.position) ORDER BY stated.label_id, stated.position) list
    FROM review_choicesource source JOIN annotation_trigger stated ON stated.id = source.trigger_id
    WHERE source.choice_id = choice.id) sources ON true
WHERE adjudication.label_id = ANY(%(labels)s) GROUP BY adjudication.label_id
"""


def lists_and_support(release: Release, items: list[ReleaseItem]) -> list[dict[str, str]]:
    """Of each item as JSON lists: `annotators` with their triggers, `choices` about them, `support` of each trigger."""
    labels = [item.label_id for item in items]
    behind = _behind(release, labels)
    written = triggers_by_label([*labels, *(own for people in behind.values() for own in people)])
    choices = {label: json.loads(text) for label, text in select(CHOICES, {"labels": labels})}
    return [_extras(item.label_id, behind.get(item.label_id, {}), written, choices) for item in items]


def _behind(release: Release, labels: list[int]) -> dict[int, dict[int, str]]:
    """Of each label the labels behind it, each with its reviewer's pseudonym."""
    found: dict[int, dict[int, str]] = {}
    for label, own, annotator in select(BEHIND, {"labels": labels}):
        found.setdefault(label, {})[own] = pseudonym(release, annotator)
    return found


def _extras(label: int, people: dict[int, str], written: dict[int, str], choices: dict[int, list]) -> dict[str, str]:
    lists = (f'{{"annotator": {encode(name)}, "triggers": {written.get(own, "[]")}}}' for own, name in people.items())
    told = [_named(choice, people) for choice in choices.get(label, [])]
    positions = [trigger["position"] for trigger in json.loads(written.get(label, "[]"))]
    had = _had_by_choice(told) if label in choices else _had_by_words(label, people, written)
    support = [{"position": one, "had_by": sorted(had.get(one, ())), "of": len(people)} for one in positions]
    return {"annotators": f"[{', '.join(lists)}]", "choices": encode(told), "support": encode(support)}


def _named(choice: dict, people: dict[int, str]) -> dict:
    """The choice with its sources by pseudonym and position, instead of by label."""
    sources = [{"annotator": people[label], "position": position} for label, position in choice["sources"]]
    return choice | {"sources": sources}


def _had_by_choice(choices: list[dict]) -> dict[int, set[str]]:
    """Whose triggers each trigger of an adjudicated label was made of."""
    return {choice["result"]: {source["annotator"] for source in choice["sources"]} for choice in choices}


def _had_by_words(label: int, people: dict[int, str], written: dict[int, str]) -> dict[int, set[str]]:
    """Who has each trigger of a label in the same words."""
    stated = {
        name: {plain(trigger["text"]) for trigger in json.loads(written.get(own, "[]"))} for own, name in people.items()
    }
    return {
        trigger["position"]: {name for name, texts in stated.items() if plain(trigger["text"]) in texts}
        for trigger in json.loads(written.get(label, "[]"))
    }
