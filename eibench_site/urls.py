"""Every address of the studio."""

from django.contrib import admin
from django.urls import include, path

from eibench_site import views

urlpatterns = [
    path("", include("review.urls")),
    path("", include("inference.urls")),
    path("", include("annotation.urls")),
    path("accounts/", include("eibench_site.account_urls")),
    path("api/", include("eibench_site.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("health", views.health, name="health"),
]
