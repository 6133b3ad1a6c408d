"""Addresses of the school room."""

app_name = "school"
urlpatterns = []
