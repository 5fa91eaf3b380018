"""Addresses of the sample list, the review screen and the figures."""

app_name = "review"
urlpatterns = []
