"""What every route asks for: one line a route. A new route fails `test_rights.py` until it has its line here."""

from dataclasses import dataclass, field

# What a route may ask for; the roles that have each, written by hand and not computed from the code under test.
PUBLIC, SIGNED_IN, STAFF = "public", "signed in", "staff"
VIEW, REVIEW, MEASURE, EXPORT, MANAGE = "view", "review", "measure", "export", "manage"
ADJUDICATE = "adjudicate"
ROLES = ["anonymous", "outsider", "annotator", "adjudicator", "researcher", "admin", "superuser"]
HAVE = {
    PUBLIC: set(ROLES),
    SIGNED_IN: set(ROLES) - {"anonymous"},
    STAFF: {"superuser"},
    VIEW: {"annotator", "adjudicator", "researcher", "admin", "superuser"},
    REVIEW: {"annotator", "adjudicator", "admin", "superuser"},
    ADJUDICATE: {"adjudicator", "admin", "superuser"},
    MEASURE: {"adjudicator", "researcher", "admin", "superuser"},
    EXPORT: {"researcher", "admin", "superuser"},
    MANAGE: {"admin", "superuser"},
}


@dataclass(frozen=True)
class Route:
    """What each method asks for; how strangers are turned away; and the values of the address.

    `of` names the row of the tests' world that `pk` means; `stranger` is the answer to someone without a session.
    """

    methods: dict[str, str]
    stranger: int = 302
    of: str = ""
    values: dict[str, str] = field(default_factory=dict)


def page(of="", values=None, **methods) -> Route:
    """A page: strangers are sent to the sign-in."""
    methods |= {"HEAD": methods["GET"]} if "GET" in methods else {}
    return Route(methods, of=of, values=values or {})


def endpoint(of="", **methods) -> Route:
    """What a page's script asks: strangers get a 401."""
    return Route(methods, stranger=401, of=of)


def api(of="", **methods) -> Route:
    """The API: strangers get a 401; OPTIONS and HEAD ask for what GET does."""
    return Route(methods | {"HEAD": methods["GET"], "OPTIONS": methods["GET"]}, stranger=401, of=of)


def command(of="", asks=MANAGE) -> Route:
    """What the API does, for those who manage a benchmark unless said otherwise."""
    return Route({"POST": asks, "OPTIONS": asks}, stranger=401, of=of)


ROUTES = {
    "health": Route(dict.fromkeys(["GET", "HEAD"], PUBLIC)),
    "set_language": Route(dict.fromkeys(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"], PUBLIC)),
    # Accounts
    "login": page(GET=PUBLIC, POST=PUBLIC),
    "logout": page(POST=PUBLIC),
    "password_change": page(GET=SIGNED_IN, POST=SIGNED_IN),
    "review:preferences": page(GET=SIGNED_IN, POST=SIGNED_IN),
    "tokens": page(GET=SIGNED_IN, POST=SIGNED_IN),
    "token_revoke": page(POST=SIGNED_IN, values={"begins": "{token}"}),
    # Benchmarks
    "review:home": page(GET=SIGNED_IN),
    "annotation:benchmark_new": page(GET=STAFF, POST=STAFF),
    "annotation:benchmark": page(GET=VIEW),
    "annotation:settings": page(GET=MANAGE, POST=MANAGE),
    "annotation:guidelines": page(GET=VIEW, POST=MANAGE),
    "annotation:guidelines_history": page(GET=VIEW),
    "annotation:guidelines_read": page(POST=VIEW, values={"version": "1"}),
    "annotation:people": page(GET=MANAGE, POST=MANAGE),
    "annotation:member_role": page(of="membership", POST=MANAGE),
    "annotation:member_remove": page(of="membership", POST=MANAGE),
    # Pictures, and what brings them
    "annotation:image": page(of="image", GET=VIEW, values={"rendition": "screen"}),
    "annotation:image_sheet": page(GET=VIEW, values={"pks": "{image}"}),
    "annotation:image_sensitive": page(of="image", POST=MANAGE),
    "annotation:imports": page(GET=MANAGE, POST=MANAGE),
    "annotation:import_run": page(of="import_run", GET=MANAGE),
    "annotation:import_cancel": page(of="import_run", POST=MANAGE),
    "annotation:import_retry": page(of="import_run", POST=MANAGE),
    # Drafts
    "inference:draft_runs": page(GET=MANAGE, POST=MANAGE),
    "inference:draft_run": page(of="draft_run", GET=MANAGE),
    "inference:draft_progress": page(of="draft_run", GET=MANAGE),
    "inference:draft_cancel": page(of="draft_run", POST=MANAGE),
    "inference:draft_retry": page(of="draft_run", POST=MANAGE),
    "inference:draft_pause": page(of="draft_run", POST=MANAGE),
    "inference:draft_resume": page(of="draft_run", POST=MANAGE),
    "inference:draft_terms": page(of="draft_run", POST=MANAGE),
    "inference:draft_estimate": page(POST=MANAGE),
    "inference:quarantine": page(GET=MANAGE, POST=MANAGE),
    "inference:draft_now": page(of="sample", GET=MANAGE, POST=MANAGE),
    "inference:sample_drafts": page(of="sample", GET=MEASURE),
    "inference:sample_redraft": page(of="sample", POST=MANAGE),
    "inference:prompt_sets": page(GET=MANAGE),
    "inference:prompt_set": page(of="prompt_set", GET=MANAGE),
    "inference:prompt_edit": page(of="prompt_set", GET=MANAGE, POST=MANAGE),
    "inference:prompt_compare": page(GET=MANAGE),
    "inference:prompt_try": page(of="prompt_set", GET=MANAGE, POST=MANAGE),
    "inference:prompt_trial": page(of="trial", GET=MANAGE),
    "inference:derivations": page(GET=MANAGE, POST=MANAGE),
    "inference:derivation": page(of="derivation", GET=MANAGE, POST=MANAGE),
    "inference:derivation_cancel": page(of="derivation", POST=MANAGE),
    "inference:derivation_pause": page(of="derivation", POST=MANAGE),
    "inference:derivation_resume": page(of="derivation", POST=MANAGE),
    "inference:derivation_terms": page(of="derivation", POST=MANAGE),
    # Models on releases
    "inference:evaluations": page(GET=MEASURE, POST=MANAGE),
    "inference:predictions_import": page(GET=MANAGE, POST=MANAGE),
    "inference:evaluation": page(of="evaluation", GET=MEASURE),
    "inference:evaluation_progress": page(of="evaluation", GET=MEASURE),
    "inference:evaluation_cancel": page(of="evaluation", POST=MANAGE),
    "inference:evaluation_pause": page(of="evaluation", POST=MANAGE),
    "inference:evaluation_resume": page(of="evaluation", POST=MANAGE),
    "inference:evaluation_terms": page(of="evaluation", POST=MANAGE),
    "inference:evaluation_retry": page(of="evaluation", POST=MANAGE),
    "inference:evaluation_download": page(of="evaluation", GET=MEASURE),
    "inference:judge_start": page(of="evaluation", POST=MANAGE),
    "inference:judge_start_on_all": page(POST=MANAGE),
    "inference:judge_import": page(of="evaluation", GET=MANAGE, POST=MANAGE),
    "inference:judge_run": page(of="judge_run", GET=MEASURE),
    "inference:judge_progress": page(of="judge_run", GET=MEASURE),
    "inference:judge_pause": page(of="judge_run", POST=MANAGE),
    "inference:judge_resume": page(of="judge_run", POST=MANAGE),
    "inference:judge_terms": page(of="judge_run", POST=MANAGE),
    "inference:judge_cancel": page(of="judge_run", POST=MANAGE),
    "inference:judge_retry": page(of="judge_run", POST=MANAGE),
    "inference:judgement": page(of="judgement", GET=MEASURE),
    # Samples and reviews
    "review:samples": page(GET=VIEW),
    "review:sample": page(of="sample", GET=VIEW),
    "review:sample_person": page(of="sample", POST=REVIEW),
    "review:pictures": page(GET=VIEW),
    "review:picture": page(of="image", GET=VIEW),
    "review:picture_review": page(of="image", GET=REVIEW),
    "review:picture_save": endpoint(of="image", PUT=REVIEW),
    "review:picture_submit": endpoint(of="image", POST=REVIEW),
    "review:picture_skip": endpoint(of="image", POST=REVIEW),
    "review:pictures_undo": endpoint(POST=REVIEW),
    "review:picture_heartbeat": endpoint(of="image", POST=REVIEW),
    "review:picture_undo": page(of="image", POST=REVIEW),
    "review:person_new": page(of="image", POST=REVIEW),
    "review:person_remove": page(of="image", POST=REVIEW, values={"person": "{person}"}),
    "review:question_new": page(of="image", POST=REVIEW),
    "review:picture_move": page(of="image", POST=MANAGE),
    "review:adjudication": page(GET=ADJUDICATE),
    "review:settle": page(GET=ADJUDICATE),
    "review:flags": page(GET=ADJUDICATE),
    "review:flag": page(of="flagged", POST=ADJUDICATE),
    "review:comments": page(GET=VIEW),
    "review:comment_state": page(of="comment", POST=VIEW),
    "review:sample_comments": page(of="sample", POST=VIEW),
    "review:adjudication_next": endpoint(POST=ADJUDICATE),
    "review:adjudication_undo": endpoint(POST=ADJUDICATE),
    "review:adjudication_heartbeat": endpoint(POST=ADJUDICATE),
    "review:adjudication_save": endpoint(of="adjudication", PUT=ADJUDICATE),
    "review:adjudication_submit": endpoint(of="adjudication", POST=ADJUDICATE),
    "review:adjudication_pass_on": endpoint(of="adjudication", POST=ADJUDICATE),
    "review:review": page(GET=REVIEW),
    "review:review_next": endpoint(POST=REVIEW),
    "review:review_undo": endpoint(POST=REVIEW),
    "review:review_heartbeat": endpoint(POST=REVIEW),
    "review:review_save": endpoint(of="review", PUT=REVIEW),
    "review:review_reveal": endpoint(of="review", POST=REVIEW),
    "review:review_submit": endpoint(of="review", POST=REVIEW),
    "review:review_skip": endpoint(of="review", POST=REVIEW),
    "review:review_return": page(of="review", POST=MANAGE),
    "review:mine": page(GET=REVIEW),
    "review:mine_undo": page(of="review", POST=REVIEW),
    "review:progress": page(GET=MANAGE),
    "review:progress_table": page(GET=MANAGE, values={"name": "people"}),
    "review:assignments": page(GET=MANAGE, POST=MANAGE),
    "review:group_new": page(POST=MANAGE),
    "review:group": page(of="group", POST=MANAGE),
    # Figures and releases
    "review:results": page(GET=MEASURE),
    "review:results_table": page(GET=MEASURE, values={"form": "csv"}),
    "review:results_chart": page(GET=MEASURE, values={"name": "basic", "form": "svg"}),
    "review:calibration": page(GET=MEASURE),
    "review:calibration_check": page(GET=MEASURE, POST=MEASURE),
    "review:ratings": page(GET=VIEW, POST=MANAGE),
    "review:ratings_import": page(GET=MANAGE, POST=MANAGE),
    "review:rating_round": page(of="rating_round", GET=MEASURE, POST=MANAGE),
    "review:rating": page(of="rating_round", GET=VIEW, POST=VIEW),
    "review:agreement": page(GET=VIEW),
    "review:agreement_compare": page(POST=MANAGE),
    "review:agreement_pair": page(GET=MEASURE, values={"left": "draft", "right": "adjudicated"}),
    "review:anchoring": page(GET=MEASURE),
    "review:anchoring_compare": page(POST=MANAGE),
    "review:attention": page(GET=VIEW),
    "review:gap": page(GET=MEASURE),
    "review:gap_table": page(GET=MEASURE),
    "review:gap_chart": page(GET=MEASURE, values={"name": "reasons", "form": "svg"}),
    "annotation:releases": page(GET=VIEW, POST=MANAGE),
    "annotation:release": page(of="release", GET=VIEW),
    "review:release_download": page(of="release", GET=EXPORT, values={"format": "jsonl"}),
    # The API
    "api_docs": page(GET=SIGNED_IN),
    "api_schema": api(GET=SIGNED_IN),
    "api_benchmarks": api(GET=SIGNED_IN),
    "api_benchmark": api(GET=VIEW),
    "api_images": api(GET=VIEW),
    "api_samples": api(GET=VIEW),
    "api_sample": api(of="sample", GET=VIEW),
    "api_labels": api(GET=VIEW),
    "api_draft_runs": api(GET=MEASURE, POST=MANAGE),
    "api_draft_run": api(of="draft_run", GET=MEASURE),
    "api_draft_estimate": command(),
    "api_draft_pause": command(of="draft_run"),
    "api_draft_resume": command(of="draft_run"),
    "api_draft_cancel": command(of="draft_run"),
    "api_draft_retry": command(of="draft_run"),
    "api_draft_terms": command(of="draft_run"),
    "api_draft_now": command(of="sample"),
    "api_redraft": command(of="sample"),
    "api_derivations": api(GET=MANAGE, POST=MANAGE),
    "api_derivation": api(of="derivation", GET=MANAGE),
    "api_derivation_pause": command(of="derivation"),
    "api_derivation_resume": command(of="derivation"),
    "api_derivation_cancel": command(of="derivation"),
    "api_derivation_terms": command(of="derivation"),
    "api_derivation_approve": command(of="derivation"),
    "api_drafts": api(GET=MEASURE),
    "api_draft": api(of="submitted_draft", GET=MEASURE),
    "api_draft_import": Route({"POST": MANAGE, "OPTIONS": MANAGE}, stranger=401),
    "api_prompt_sets": api(GET=MANAGE, POST=MANAGE),
    "api_prompt_set": api(of="prompt_set", GET=MANAGE),
    "api_prompt_changes": api(of="prompt_set", GET=MANAGE),
    "api_prompts_rendered": api(of="prompt_set", GET=MANAGE),
    "api_prompt_try": command(of="prompt_set"),
    "api_prompt_trial": api(of="trial", GET=MANAGE),
    "api_evaluations": api(GET=MEASURE, POST=MANAGE),
    "api_evaluation": api(of="evaluation", GET=MEASURE),
    "api_evaluation_pause": command(of="evaluation"),
    "api_evaluation_resume": command(of="evaluation"),
    "api_evaluation_cancel": command(of="evaluation"),
    "api_evaluation_retry": command(of="evaluation"),
    "api_evaluation_terms": command(of="evaluation"),
    "api_predictions": api(GET=MEASURE),
    "api_prediction_import": Route({"POST": MANAGE, "OPTIONS": MANAGE}, stranger=401),
    "api_judge_runs": api(GET=MEASURE, POST=MANAGE),
    "api_judge_run": api(of="judge_run", GET=MEASURE),
    "api_judge_pause": command(of="judge_run"),
    "api_judge_resume": command(of="judge_run"),
    "api_judge_cancel": command(of="judge_run"),
    "api_judge_retry": command(of="judge_run"),
    "api_judge_terms": command(of="judge_run"),
    "api_judgements": api(GET=MEASURE),
    "api_judgement_import": command(),
    "api_results": api(GET=MEASURE),
    "api_calibration": api(GET=MEASURE),
    "api_pictures": api(GET=VIEW),
    "api_picture_people": command(of="image", asks=REVIEW),
    "api_picture_questions": command(of="image", asks=REVIEW),
    "api_sample_split": command(of="sample"),
    "api_assignments": api(GET=MEASURE, POST=MANAGE),
    "api_assignments_taken": command(),
    "api_adjudications": api(GET=MEASURE, POST=ADJUDICATE),
    "api_adjudication": api(of="adjudication", GET=MEASURE),
    "api_adjudication_submit": Route({"POST": ADJUDICATE, "OPTIONS": ADJUDICATE}, stranger=401, of="adjudication"),
    "api_comments": api(GET=VIEW, POST=VIEW),
    "api_comment": api(of="comment", GET=VIEW, PATCH=VIEW),
    "api_reviews": api(GET=VIEW),
    "api_review": api(of="review", GET=VIEW),
    "api_quality": api(GET=MEASURE),
    "api_agreement": api(GET=MEASURE),
    "api_agreement_compare": command(),
    "api_anchoring": api(GET=MEASURE),
    "api_attention": api(GET=MANAGE),
    "api_releases": api(GET=VIEW, POST=MANAGE),
    "api_release": api(of="release", GET=VIEW),
}
