"""Addresses of the concerns room."""

app_name = "concerns"
urlpatterns = []
