"""Help in sessions at the demo school: who gives it, what runs, who waits, and each state a place can be in."""

from datetime import time, timedelta

from documents.uploads import Examined
from interventions.actions import everyday, places, plans, practitioners, programmes
from interventions.actions import sessions as acts
from interventions.models import HelpItem, Offering, ProgrammePlace, Session
from pupils.models import Contact
from pupils.models.pupil import Relative
from school import calendar
from school.models import SchoolClass
from staff.permitted import is_permitted
from staff.policy import Permission
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip

ELSA, DRAWING, CIRCLE = "W3.5", "W3.4", "W2.5"


def tell(world):
    """After the story: its children have help at Waves 2 and 3, some of it in sessions."""
    world.day = min(world.today.weekday(), 4)  # a weekday on which there is something today, on a school day
    _practitioners(world)
    _elsa(world)
    _drawing_and_talking(world)
    _lunchtime_circle(world)
    _over(world)
    _in_line(world)
    _plans(world)
    _everyday(world)


def _line(code):
    return Offering.objects.select_related("provision").get(code=code)


def _practitioners(world):
    people, arranger = world.people, world.people["wellbeing_lead"]
    with at(on(world.ago(70), 9)):
        for part, practice, by, days in (
            ("support", "elsa", "Made-up Educational Psychology Service", 400),
            ("wellbeing_lead", "drawing", "Made-up Drawing and Talking Trust", 300),
            ("midday", "elsa", "Made-up Educational Psychology Service", 900),
        ):
            practitioners.add_credential(
                by=arranger, user=people[part], practice=practice, awarded_by=by,
                gained_on=world.today - timedelta(days=days),
            )  # fmt: skip
        practitioners.end_credential(by=arranger, credential=people["midday"].credentials.get())
        world.slots = {
            (part, n): practitioners.add_slot(
                by=arranger, user=people[part], offering=_line(code), weekday=(world.day + days) % 5,
                starts_at=time(hour, minute), where=where,
            )
            for part, n, code, days, hour, minute, where in (
                ("support", 1, ELSA, 0, 9, 30, "ELSA room"), ("support", 2, ELSA, 0, 10, 15, "ELSA room"),
                ("support", 3, ELSA, 0, 11, 0, "ELSA room"), ("support", 4, ELSA, 1, 9, 30, "ELSA room"),
                ("support", 5, ELSA, 2, 13, 30, "Library"), ("support", 6, ELSA, 3, 9, 30, "ELSA room"),
                ("wellbeing_lead", 1, DRAWING, 0, 14, 0, "Quiet room"), ("wellbeing_lead", 2, DRAWING, 2, 9, 0, "Quiet room"),
                ("head", 1, CIRCLE, 0, 12, 30, "Hall"),
            )
        }  # fmt: skip
        practitioners.retire_slot(by=arranger, slot=world.slots["support", 6])
        practitioners.retire_help_item(by=arranger, item=HelpItem.objects.get(name="Anger and calming down"))
    with at(on(world.ago(28), 16)):
        practitioners.add_supervision(by=people["support"], user=people["support"], practice="elsa", on=world.ago(28))
        wrong = practitioners.add_supervision(
            by=people["support"], user=people["support"], practice="elsa", on=world.ago(33)
        )
        practitioners.strike_supervision(by=people["support"], supervision=wrong, why="The week before was half-term.")


def _ask(world, child, days, code, why, *, part="wellbeing_lead", **more):
    """A teacher who had another class then (it is September) leaves it to the Wellbeing Lead."""
    pupil, by = world.children[child], world.people[part]
    with at(on(world.ago(days), 15, 45)):
        if not is_permitted(by, Permission.PLAN_WRITE, pupil):
            by = world.people["wellbeing_lead"]
        return places.request_place(by=by, pupil=pupil, offering=_line(code), why=why, **more)


def _agree(world, place, days, answer="given"):
    place = ProgrammePlace.objects.get(pk=place.pk)
    with at(on(world.ago(days), 8, 45)):
        return places.record_agreement(
            by=world.people["wellbeing_lead"], place=place, answer=answer, route="spoken", given_on=world.ago(days),
            contact=Contact.objects.filter(pupil=place.pupil).order_by("priority").first(),
            childs_wishes="Would like it to be in the morning." if answer == "given" else "",
        )  # fmt: skip


def _run(world, code, part, days, *slots, **more):
    """A programme from a past day; it begins on the first day of its time from then on."""
    line, starts_on = _line(code), world.ago(days)
    with at(on(starts_on, 16, 10)):
        return programmes.start_programme(
            by=world.people["wellbeing_lead"], offering=line, lead=world.people[part], starts_on=starts_on,
            weeks=more.pop("weeks", line.weeks), sessions_a_week=1, minutes=line.minutes,
            slots=[world.slots[part, n] for n in slots], **more,
        )  # fmt: skip


def _begin(world, place, run, days):
    with at(on(world.ago(days), 16, 20)):
        return places.offer_place(
            by=world.people["wellbeing_lead"], place=place, programme=run, from_on=world.ago(days)
        )


def _days(world, since, most=9):
    """The past days of the same weekday, oldest first."""
    days = (world.today - timedelta(days=(world.today.weekday() - world.day) + 7 * n) for n in range(most, 0, -1))
    return [day for day in days if day >= since and calendar.is_school_day(day)]


def _log(world, run, part, day, rows, objective="", theme=""):
    with at(on(day, 15, 5)):
        acts.log_sessions(
            by=world.people[part], programme=run, on=day, rows=rows, objective=objective,
            theme=HelpItem.objects.filter(name=theme).first(),
        )  # fmt: skip


def _elsa(world):
    ana = _ask(
        world, "García-López Ana-María", 30, ELSA, "To have a way to put the night-time counting down.",
        placement=world.placement,
    )  # fmt: skip
    ana = _agree(world, ana, 28)
    run = _run(world, ELSA, "support", 26, 1)
    ana = _begin(world, ana, run, 26)
    told = [
        (4, "We made a worry jar. She put three in."), (5, "Talked about who to tell at night."),
        (5, ""), (6, "Slept through on Tuesday, she says."), (7, "Taught me her breathing."),
    ]  # fmt: skip
    for number, day in enumerate(_days(world, ana.from_on)[:5]):
        rating, line = told[number]
        row = {"place": ana, "came": number != 2, "why_not": "away", "rating": rating, "line": line}
        _log(world, run, "support", day, [row], "To name a worry and put it down", "Worries")
    eli = _agree(world, _ask(world, "Mensah Elijah", 40, ELSA, "To say it early when something is wrong.", level="wellbeing"), 38)  # fmt: skip
    run = _run(world, ELSA, "support", 16, 2, weeks=8)
    eli = _begin(world, eli, run, 16)
    for number, day in enumerate(_days(world, eli.from_on)[:3]):
        row = {"place": eli, "came": True, "rating": 5 + number, "line": "Used his card twice."}
        _log(world, run, "support", day, [row], "To show the card before it is too much", "Feelings")
    slip = Session.objects.standing().filter(place=eli).first()
    if slip:
        with at(on(slip.on, 15, 20)):
            acts.strike_out(by=world.people["support"], session=slip)


def _drawing_and_talking(world):
    flo = _agree(
        world, _ask(world, "Mayhew Florence", 35, DRAWING, "A quiet hour that is hers, after a hard year."), 33
    )
    run = _run(world, DRAWING, "wellbeing_lead", 24, 1)
    flo = _begin(world, flo, run, 24)
    for number, day in enumerate(_days(world, flo.from_on)[:4]):
        _log(world, run, "wellbeing_lead", day, [{"place": flo, "came": number != 1, "why_not": "adult_away"}])


def _lunchtime_circle(world):
    run = _run(world, CIRCLE, "head", 20, 1, room_for=6, name="Lunchtime circle, Year 4")
    joined = []
    for child, days in (("Holloway Beatrice", 20), ("Brook Isla", 20), ("Nowak Kacper", 12)):
        place = _ask(world, child, days + 2, CIRCLE, "To find two people to play with.")
        joined.append(_begin(world, ProgrammePlace.objects.get(pk=place.pk), run, days))
    for number, day in enumerate(_days(world, joined[0].from_on)[:3]):
        rows = [
            {"place": place, "came": (number + n) % 4 != 3, "why_not": "would_not", "rating": 4 + number + n}
            for n, place in enumerate(joined)
            if place.from_on <= day
        ]
        _log(world, run, "head", day, rows, theme="Friendships")
    _run(world, CIRCLE, "head", 2, room_for=5, name="Lunchtime circle, Year 2")


def _over(world):
    """Completed, and ended early."""
    people = world.people
    amina = _agree(world, _ask(world, "Yusuf Amina", 60, ELSA, "To feel that this is her school too."), 58)
    run = _run(world, ELSA, "support", 56, 3)
    amina = _begin(world, amina, run, 56)
    told = [(3, "Drew both schools on one page."), (4, ""), (4, "Named three people to sit with."), (6, ""), (6, "Showed a new boy round."), (7, "")]  # fmt: skip
    for day, (rating, line) in zip(_days(world, amina.from_on), told, strict=False):
        if day < world.ago(15):
            row = {"place": amina, "came": True, "rating": rating, "line": line}
            _log(world, run, "support", day, [row], "To belong in two places", "Friendships")
    with at(on(world.ago(15), 15, 10)):
        places.finish_place(by=people["support"], place=amina, outcome=2)
    teddy = _agree(world, _ask(world, "Ashby Theodore", 42, ELSA, "To wait for his turn without a cross word."), 40)
    run = _run(world, ELSA, "support", 38, 4)
    teddy = _begin(world, teddy, run, 38)
    for number, day in enumerate(_days(world, teddy.from_on)[:2]):
        row = {"place": teddy, "came": number == 0, "why_not": "away", "rating": 5, "line": "Waited for two turns."}
        _log(world, run, "support", day, [row], "To know what waiting feels like", "Feelings")
    with at(on(world.ago(20), 15, 10)):
        places.finish_place(by=people["wellbeing_lead"], place=teddy, ended_why="absence")
    kit = _agree(world, _ask(world, "O'Leary Kit", 64, DRAWING, "After his grandmother died."), 63)
    form = a_slip("Signed by Kit's mother", heading="Drawing and Talking", kind="PDF")
    with at(on(world.ago(62), 8, 50)):
        places.add_signed_form(
            by=world.people["wellbeing_lead"], place=kit, files=[Examined(form, "pdf", "Signed form.pdf", False)]
        )
    run = _run(world, DRAWING, "wellbeing_lead", 62, 2, weeks=8)
    kit = _begin(world, kit, run, 62)
    with at(on(world.ago(18), 15, 10)):
        places.finish_place(by=people["wellbeing_lead"], place=kit, outcome=1, folder_back=True)


def _in_line(world):
    """Asked for, with the family, waiting, offered, put back, not taken up, no longer asked for; and a leaver's."""
    people = world.people
    _ask(world, "Fairweather Jonah", 2, ELSA, "To notice when he needs to move.", part="teacher")
    mabel = _ask(world, "Thorne Mabel", 4, ELSA, "To find her voice at carpet time.")
    with at(on(world.ago(3), 12)):
        places.put_first(
            by=people["wellbeing_lead"], place=mabel, reason="She moves to another school at the end of term"
        )
    rafa = _agree(world, _ask(world, "Silva Rafael", 34, ELSA, "To ask for a break before it is too much."), 32)
    _agree(world, _ask(world, "Dąbrowska Zuzanna", 12, ELSA, "To be away from her sister for an hour."), 11)
    zofia = _agree(world, _ask(world, "Dąbrowska Zofia", 18, DRAWING, "She does not like to talk about it."), 17)
    run = _run(world, DRAWING, "wellbeing_lead", 3, 2)
    with at(on(world.ago(2), 16)):
        places.offer_place(by=people["wellbeing_lead"], place=zofia, programme=run)
    run = _run(world, ELSA, "support", 6, 4)
    with at(on(world.ago(6), 16, 30)):
        rafa = places.offer_place(by=people["wellbeing_lead"], place=rafa, programme=run)
    with at(on(world.ago(4), 8, 40)):
        places.put_back(by=people["wellbeing_lead"], place=rafa, reason="His father would like him to settle first.")
    _agree(world, _ask(world, "Nowak Kacper", 30, ELSA, "To talk about the glasses."), 29, answer="refused")
    harvey = _ask(world, "Lock Harvey", 22, CIRCLE, "To have somebody at lunch.", part="other_teacher")
    with at(on(world.ago(10), 12)):
        places.withdraw_place(by=harvey.asked_by, place=harvey, reason="He has found a friend by himself.")
    if not world.children["Penhaligon Ottilie"].has_left(world.ago(20)):
        _ask(world, "Penhaligon Ottilie", 20, CIRCLE, "A last term with her friends.", part="teacher")


def _plans(world):
    """Begun, looked at again, to be looked at today, ended; with an owner who did not write it."""
    people, children = world.people, world.children
    things = {item.name: item for item in HelpItem.objects.filter(kind=HelpItem.Kind.PLAN)}

    def begin(child, days, owner, lines, *, part="sendco", **more):
        with at(on(world.ago(days), 16, 5)):
            return plans.start_plan(
                by=people[part], pupil=children[child], owner=people[owner],
                lines={things[name]: how for name, how in lines.items()}, **more,
            )  # fmt: skip

    joe = begin(
        "Fairweather Jonah", 18, "teacher",
        {"A job before the register": "Gives out the maths books", "Breaks to move": "Takes the message to the office"},
    )  # fmt: skip
    with at(on(world.ago(5), 16, 5)):
        plans.look_at_plan(
            by=people["teacher"], plan=joe, version=joe.version, owner=people["teacher"],
            words="The books work; the message he forgot twice.",
            lines={things["A job before the register"]: "Gives out the maths books", things["A quiet place"]: "The book corner"},
        )  # fmt: skip
    begin(
        "Mensah Elijah", 30, "deputy", {"In by the front door": "With Mr Swift at 8:40", "A key adult": "Sam Reed"},
        part="wellbeing_lead", review_on=world.ago(-1),
    )  # fmt: skip
    amina = begin("Yusuf Amina", 40, "teacher", {"A lunch buddy": "Isla"})
    with at(on(world.ago(14), 15, 50)):
        plans.end_plan(by=people["sendco"], plan=amina, version=amina.version, words="She has friends of her own now.")


def _everyday(world):
    """What was tried at Wave 1, and what two classes have this term."""
    people, children = world.people, world.children
    for part, child, days, code, helped, words in (
        ("support", "García-López Ana-María", 3, "W1.14", "yes", "Ten minutes with the sorting tray."),
        ("sendco", "Holloway Beatrice", 6, "W1.12", "a_little", "Isla asked her to join; she stayed for one round."),
        ("sendco", "Silva Rafael", 4, "W1.13", "not_yet", "He was too cross to hear it. Next time sooner."),
        ("support", "Mensah Elijah", 8, "W1.11", "yes", ""),
    ):
        child, by = children[child], people[part]
        if Relative.objects.filter(pupil=child, user=by).exists():
            by = people["wellbeing_lead"]
        with at(on(world.ago(days), 14, 30)):
            everyday.note_tried(
                by=by, pupil=child, offering=Offering.objects.get(code=code), helped=helped, words=words
            )
    term = calendar.current().term_of(calendar.next_school_day(world.today))
    for part, name, codes in (
        ("wellbeing_lead", "Oak", ("W1.1", "W1.3", "W1.4")),
        ("sendco", "Rowan", ("W1.1", "W1.5")),
    ):
        lead = people["teacher" if name == "Oak" else "deputy"].name
        everyday.set_class_help(
            by=people[part], school_class=SchoolClass.objects.get(name=name), from_on=term.starts_on,
            until_on=term.ends_on, lines={Offering.objects.get(code=code): lead for code in codes},
        )  # fmt: skip
