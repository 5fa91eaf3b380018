"""Addresses of draft runs."""

from django.urls import path

from inference.views import comparing, evaluating, evaluation, judging, running, starting

app_name = "inference"
urlpatterns = [
    path("b/<slug:slug>/samples/<int:pk>/drafts/", comparing.sample_drafts, name="sample_drafts"),
    path("b/<slug:slug>/samples/<int:pk>/redraft/", comparing.sample_redraft, name="sample_redraft"),
    path("b/<slug:slug>/drafts/", starting.draft_runs, name="draft_runs"),
    path("b/<slug:slug>/drafts/<int:pk>/", running.draft_run, name="draft_run"),
    path("b/<slug:slug>/drafts/<int:pk>/progress/", running.draft_progress, name="draft_progress"),
    path("b/<slug:slug>/drafts/<int:pk>/cancel/", running.draft_cancel, name="draft_cancel"),
    path("b/<slug:slug>/drafts/<int:pk>/retry/", running.draft_retry, name="draft_retry"),
    path("b/<slug:slug>/models/runs/", evaluating.evaluations, name="evaluations"),
    path("b/<slug:slug>/models/import/", evaluating.predictions_import, name="predictions_import"),
    path("b/<slug:slug>/models/runs/<int:pk>/", evaluation.evaluation, name="evaluation"),
    path("b/<slug:slug>/models/runs/<int:pk>/progress/", evaluation.evaluation_part, name="evaluation_progress"),
    path("b/<slug:slug>/models/runs/<int:pk>/cancel/", evaluation.evaluation_cancel, name="evaluation_cancel"),
    path("b/<slug:slug>/models/runs/<int:pk>/pause/", evaluation.evaluation_pause, name="evaluation_pause"),
    path("b/<slug:slug>/models/runs/<int:pk>/resume/", evaluation.evaluation_resume, name="evaluation_resume"),
    path("b/<slug:slug>/models/runs/<int:pk>/retry/", evaluation.evaluation_retry, name="evaluation_retry"),
    path("b/<slug:slug>/models/runs/<int:pk>/download/", evaluation.evaluation_download, name="evaluation_download"),
    path("b/<slug:slug>/models/runs/<int:pk>/judge/", judging.judge_start, name="judge_start"),
    path("b/<slug:slug>/models/runs/<int:pk>/judge/import/", judging.judge_import, name="judge_import"),
    path("b/<slug:slug>/models/judges/<int:pk>/", judging.judge_run, name="judge_run"),
    path("b/<slug:slug>/models/judges/<int:pk>/cancel/", judging.judge_cancel, name="judge_cancel"),
    path("b/<slug:slug>/models/judges/<int:pk>/retry/", judging.judge_retry, name="judge_retry"),
    path("b/<slug:slug>/models/judgements/<int:pk>/", judging.judgement, name="judgement"),
]
