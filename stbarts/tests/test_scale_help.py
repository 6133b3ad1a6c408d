"""Help in bulk, for measuring: the tables take it, and it is as the actions would leave it."""

from datetime import date

from interventions.models import Placement, PlaceStep, ProgrammePlace, Session
from interventions.models.programmes import State
from interventions.seed import add_catalogue
from pupils.models import Pupil
from stbarts.scale_help import write_help


def test_help_in_bulk_has_places_and_sessions_that_fit_together(cast):
    add_catalogue()
    children = Pupil.objects.bulk_create(
        Pupil(
            legal_forename=f"Child{n}", legal_surname="Bench", preferred_forename=f"Child{n}", preferred_surname="Bench",
            sort_name=f"bench child{n}", find_name=f" child{n} bench ", born_on=date(2017, 9, 1), year_group="4",
        )
        for n in range(30)
    )  # fmt: skip
    write_help(children, 60, by=cast.sendco, answered_by=cast.teacher)
    places = list(ProgrammePlace.objects.select_related("programme"))

    assert Placement.objects.count() == len(places) == 60
    assert [sum(one.state == state for one in places) for state in (State.WAITING, State.ACTIVE, State.COMPLETED)] == [
        3,
        27,
        30,
    ]
    for place in places:
        assert PlaceStep.objects.filter(place=place).last().state == place.state
        assert place.programme is None or place.programme.starts_on <= place.from_on
    for row in Session.objects.select_related("place"):
        assert row.place.from_on <= row.on <= (row.place.ended_on or row.on)
    assert Session.objects.filter(came=True).exists() and Session.objects.filter(came=False).exists()
    assert Session.objects.count() <= 57 * 6
