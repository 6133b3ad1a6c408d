"""Addresses of the dashboard room."""

app_name = "dashboard"
urlpatterns = []
