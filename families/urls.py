"""Addresses of the families room."""

app_name = "families"
urlpatterns = []
