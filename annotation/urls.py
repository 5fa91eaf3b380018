"""Addresses of benchmarks, pictures, imports, releases and people."""

from django.urls import path

from annotation.views import benchmarks, founding, guidelines, images, imports, people, releases

app_name = "annotation"
urlpatterns = [
    path("images/sheets/<str:pks>", images.image_sheet, name="image_sheet"),
    path("images/<int:pk>/<str:rendition>", images.image, name="image"),
    path("b/<slug:slug>/images/<int:pk>/sensitive/", images.image_sensitive, name="image_sensitive"),
    path("b/<slug:slug>/imports/", imports.imports, name="imports"),
    path("b/<slug:slug>/imports/<int:pk>/", imports.import_run, name="import_run"),
    path("b/<slug:slug>/imports/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("b/<slug:slug>/imports/<int:pk>/retry/", imports.import_retry, name="import_retry"),
    path("benchmarks/new/", founding.benchmark_new, name="benchmark_new"),
    path("b/<slug:slug>/", benchmarks.benchmark, name="benchmark"),
    path("b/<slug:slug>/settings/", founding.benchmark_settings, name="settings"),
    path("b/<slug:slug>/guidelines/", guidelines.guidelines, name="guidelines"),
    path("b/<slug:slug>/guidelines/history/", guidelines.history, name="guidelines_history"),
    path("b/<slug:slug>/guidelines/<int:version>/read/", guidelines.guidelines_read, name="guidelines_read"),
    path("b/<slug:slug>/people/", people.people, name="people"),
    path("b/<slug:slug>/people/<int:pk>/role/", people.member_role, name="member_role"),
    path("b/<slug:slug>/people/<int:pk>/remove/", people.member_remove, name="member_remove"),
    path("b/<slug:slug>/releases/", releases.releases, name="releases"),
    path("b/<slug:slug>/releases/<int:pk>/", releases.release, name="release"),
]
