"""The map at the demo school as its SENDCo keeps it: lines added, changed and retired, a paper for parents, two terms counted."""

from audit.actions import System
from interventions.actions.catalogue import add_offering, edit_offering, print_map, retire_offering
from interventions.actions.map_words import add_area, edit_wave_words, retire_area
from interventions.actions.snapshots import take_snapshot
from interventions.forms.catalogue import FACTS
from interventions.models import Area, Offering, Provision, WaveWords
from school import calendar
from stbarts.demo.clock import at, on

CLOCK = System("count the map at the end of term")


def tell(world):
    """Before any help is given by it."""
    by, last = world.people["sendco"], _last_term(world.today)
    before = _last_term(last.starts_on)
    _count(before, calendar.last_school_day(before.ends_on))  # before anybody had any help
    with at(on(world.ago(75), 15, 40)):
        for code, changes in (
            ("W3.5", {"capacity": 6, "session_cost": "14.50"}), ("W3.4", {"capacity": 2, "session_cost": "16.00"}),
            ("W2.5", {"capacity": 11, "session_cost": "22.00"}),
        ):  # fmt: skip
            line = Offering.objects.get(code=code)
            facts = {name: getattr(line, name) for name in FACTS} | changes
            edit_offering(by=by, offering=line, version=line.version, facts=facts, areas=line.areas.all())
        add_offering(
            by=by, wave=2, way="guided", new_provision="Garden group", areas=Area.objects.filter(name="Friendships"),
            facts=_facts(
                words="A small group looks after the beds by the hall, with talk as they dig.", run_by="Caretaker and a TA",
                for_parents="A small group that gardens together at lunchtime.", owner_role="sendco", weeks=6,
                sessions_a_week=1, minutes=30, capacity=6,
            ),
        )  # fmt: skip
        old = add_offering(
            by=by, wave=2, way="guided", provision=Provision.objects.get(name="Peer support"),
            facts=_facts(called="Reading buddies", words="Year 6 readers sit with younger ones.", owner_role="teacher"),
        )  # fmt: skip
    with at(on(world.ago(40), 15, 40)):
        retire_offering(by=by, offering=old)
        _say_our_way(by)
        print_map(by=by)


def _say_our_way(by):
    """Two words of the map that are the school's own: how Wave 2 is explained, and a need nobody uses any longer."""
    words = WaveWords.objects.get(wave=2)
    facts = {
        "opening": "A little more help, for a while, and watched: back to Wave 1 or on to Wave 3 where that is right."
    }
    edit_wave_words(by=by, words=words, version=words.version, facts=facts)
    retire_area(by=by, area=add_area(by=by, facts={"name": "Home and travel", "official_name": "", "order": 20}))


def count(world):
    """The term before this one, late, with the help of today: a demo has no years behind it."""
    term = _last_term(world.today)
    _count(term, calendar.next_school_day(term.ends_on + 50 * calendar.DAY))


def _count(term, day):
    with at(on(day, 18, 10)):
        take_snapshot(by=CLOCK, term=term)


def _last_term(day):
    """The term before the one of this day."""
    now = calendar.term_of(calendar.half_term_of(day).starts_on)
    return calendar.term_of(calendar.last_school_day(now.starts_on - calendar.DAY))


def _facts(**said):
    blank = {
        "called": "",
        "words": "",
        "for_parents": "",
        "run_by": "",
        "needs_consent": False,
        "needs_referral": False,
    }
    return dict.fromkeys(FACTS) | blank | said
