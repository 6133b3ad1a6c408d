"""Addresses of the interventions room."""

from django.urls import path

from interventions.views import board, catalogue, placements

app_name = "interventions"
urlpatterns = [
    path("map/", catalogue.map, name="map"),
    path("reviews/", board.board, name="board"),
    path("reviews/next/", board.next_review, name="next_review"),
    path("place/<uuid:pupil>/", placements.place, name="place"),
    path("<uuid:placement>/", placements.placement, name="placement"),
    path("<uuid:placement>/review/", placements.review, name="review"),
    path("<uuid:placement>/answer/", placements.answer, name="answer"),
]
