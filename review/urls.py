"""Addresses of the sample list, the review screen and the figures."""

from django.urls import path

from review.views import calibration, endpoints, gap, home, rating, ratings, releases, results, review, samples

app_name = "review"
urlpatterns = [
    path("", home.home, name="home"),
    path("b/<slug:slug>/review/", review.review, name="review"),
    path("b/<slug:slug>/review/next/", endpoints.next_review, name="review_next"),
    path("b/<slug:slug>/review/undo/", endpoints.undo, name="review_undo"),
    path("b/<slug:slug>/review/heartbeat/", endpoints.heartbeat, name="review_heartbeat"),
    path("b/<slug:slug>/review/<int:pk>/working/", endpoints.save_working, name="review_save"),
    path("b/<slug:slug>/review/<int:pk>/submit/", endpoints.submit_review, name="review_submit"),
    path("b/<slug:slug>/review/<int:pk>/skip/", endpoints.skip_review, name="review_skip"),
    path("b/<slug:slug>/samples/", samples.samples, name="samples"),
    path("b/<slug:slug>/samples/<int:pk>/", samples.sample, name="sample"),
    path("b/<slug:slug>/releases/<int:pk>/<str:format>/", releases.release_download, name="release_download"),
    path("b/<slug:slug>/models/", results.results_page, name="results"),
    path("b/<slug:slug>/models/table.<slug:form>", results.results_table, name="results_table"),
    path("b/<slug:slug>/models/calibration/", calibration.calibration_page, name="calibration"),
    path("b/<slug:slug>/models/calibration/check/", calibration.calibration_check, name="calibration_check"),
    path("b/<slug:slug>/ratings/", ratings.ratings, name="ratings"),
    path("b/<slug:slug>/ratings/import/", ratings.ratings_import, name="ratings_import"),
    path("b/<slug:slug>/ratings/<int:pk>/", ratings.rating_round, name="rating_round"),
    path("b/<slug:slug>/ratings/<int:pk>/rate/", rating.rating, name="rating"),
    path("b/<slug:slug>/gap/", gap.gap, name="gap"),
    path("b/<slug:slug>/gap/table.csv", gap.gap_table, name="gap_table"),
    path("b/<slug:slug>/gap/charts/<slug:name>.<slug:form>", gap.gap_chart, name="gap_chart"),
]
