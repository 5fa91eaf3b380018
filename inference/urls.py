"""Addresses of draft runs."""

app_name = "inference"
urlpatterns = []
