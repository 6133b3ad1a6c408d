"""Addresses of the referrals room."""

app_name = "referrals"
urlpatterns = []
