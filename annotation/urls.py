"""Addresses of benchmarks, pictures, imports, releases and people."""

app_name = "annotation"
urlpatterns = []
