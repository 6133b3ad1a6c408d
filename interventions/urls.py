"""Addresses of the interventions room."""

app_name = "interventions"
urlpatterns = []
