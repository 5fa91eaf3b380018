"""Addresses of draft runs."""

from django.urls import path

from inference.views import comparing, running, starting

app_name = "inference"
urlpatterns = [
    path("b/<slug:slug>/samples/<int:pk>/drafts/", comparing.sample_drafts, name="sample_drafts"),
    path("b/<slug:slug>/samples/<int:pk>/redraft/", comparing.sample_redraft, name="sample_redraft"),
    path("b/<slug:slug>/drafts/", starting.draft_runs, name="draft_runs"),
    path("b/<slug:slug>/drafts/<int:pk>/", running.draft_run, name="draft_run"),
    path("b/<slug:slug>/drafts/<int:pk>/progress/", running.draft_progress, name="draft_progress"),
    path("b/<slug:slug>/drafts/<int:pk>/cancel/", running.draft_cancel, name="draft_cancel"),
    path("b/<slug:slug>/drafts/<int:pk>/retry/", running.draft_retry, name="draft_retry"),
]
