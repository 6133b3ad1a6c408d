"""Addresses of the documents room."""

app_name = "documents"
urlpatterns = []
