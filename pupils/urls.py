"""Addresses of the pupils room."""

app_name = "pupils"
urlpatterns = []
