"""Addresses of the interventions room."""

from django.urls import path

from interventions import help_urls, sheet_urls
from interventions.views import (
    board,
    catalogue,
    levels,
    map_words,
    placements,
    proposals,
    register,
    sides,
    targets,
    this_year,
)

app_name = "interventions"
urlpatterns = [
    path("map/", catalogue.map, name="map"),
    path("map/add/", catalogue.add_offering, name="add_offering"),
    path("map/sides/", sides.map_sides, name="map_sides"),
    path("map/terms/", sides.map_snapshots, name="map_snapshots"),
    path("map/terms/<uuid:snapshot>/", sides.snapshot, name="snapshot"),
    path("map/paper/", catalogue.print_map, name="print_map"),
    path("map/words/", map_words.map_words, name="map_words"),
    path("map/words/waves/<uuid:wave_words>/", map_words.edit_wave_words, name="edit_wave_words"),
    path("map/words/needs/add/", map_words.add_area, name="add_area"),
    path("map/words/needs/<uuid:area>/", map_words.edit_area, name="edit_area"),
    path("map/words/needs/<uuid:area>/retire/", map_words.retire_area, name="retire_area"),
    path("map/<uuid:offering>/", catalogue.offering, name="offering"),
    path("map/<uuid:offering>/edit/", catalogue.edit_offering, name="edit_offering"),
    path("map/<uuid:offering>/retire/", catalogue.retire_offering, name="retire_offering"),
    path("register/<uuid:pupil>/", register.sen_record, name="sen_record"),
    path("this-year/", this_year.this_year, name="this_year"),
    path("reviews/", board.board, name="board"),
    path("reviews/next/", board.next_review, name="next_review"),
    path("reviews/together/", board.review_together, name="review_together"),
    path("reviews/how/", placements.asked, name="asked"),
    path("place/<uuid:pupil>/", placements.place, name="place"),
    path("<uuid:placement>/", placements.placement, name="placement"),
    path("<uuid:placement>/review/", placements.review, name="review"),
    path("<uuid:placement>/level/", levels.change_placement_level, name="change_placement_level"),
    path("<uuid:placement>/answer/", placements.answer, name="answer"),
    path("<uuid:placement>/targets/", targets.set_target, name="set_target"),
    path("<uuid:placement>/propose/", proposals.propose_target, name="propose_target"),
    path("proposed/", proposals.proposed, name="proposed"),
    path("proposed/<uuid:proposal>/", proposals.accept_target, name="accept_target"),
    path("proposed/<uuid:proposal>/decline/", proposals.decline_target, name="decline_target"),
    path("<uuid:placement>/measures/", targets.add_measure, name="add_measure"),
    path("measures/<uuid:measure>/", targets.measure, name="measure"),
    path("numbers/<uuid:reading>/", targets.strike_reading, name="strike_reading"),
    path("targets/<uuid:target>/", targets.end_target, name="end_target"),
    *help_urls.urlpatterns,
    *sheet_urls.urlpatterns,
]
