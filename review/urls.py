"""Addresses of the sample list, the review screen and the figures."""

from django.urls import path

from review.views import home, releases, samples

app_name = "review"
urlpatterns = [
    path("", home.home, name="home"),
    path("b/<slug:slug>/samples/", samples.samples, name="samples"),
    path("b/<slug:slug>/samples/<int:pk>/", samples.sample, name="sample"),
    path("b/<slug:slug>/releases/<int:pk>/<str:format>/", releases.release_download, name="release_download"),
]
