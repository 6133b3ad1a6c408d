"""Records beside the story, for the grid: one of each, made through the actions where there is one."""

import hashlib
import uuid
from datetime import date, time, timedelta

from django.utils import timezone

from audit.actions import Guest, System
from concerns.actions.briefings import write_briefing
from concerns.actions.filing import assess_harm
from concerns.actions.following import ask_colleague, ask_to_do
from concerns.actions.receiving import receive_file
from concerns.actions.reports import receive_report
from concerns.actions.sharing import share_words
from concerns.actions.slips import add_slip
from concerns.actions.standing import add_person, owe_date, set_standing
from concerns.models import ChangeKind, FileExport, UrgentTrigger
from documents.attaching import attach
from documents.files import path_of
from documents.models import Attachment, Document
from documents.uploads import Examined
from families.actions.resources import add_resource
from families.actions.workshops import invite_families, plan_workshop
from interventions.actions.charts import start_chart
from interventions.actions.map_words import add_area
from interventions.actions.places import offer_place, request_place
from interventions.actions.plans import start_plan
from interventions.actions.practitioners import add_credential, add_help_item, add_slot, add_supervision
from interventions.actions.programmes import start_programme
from interventions.actions.sessions import log_sessions
from interventions.actions.sheets import start_sheet
from interventions.actions.snapshots import take_snapshot
from interventions.models import HelpItem, Offering, Provision, WaveWords
from pupils.contacts import add_contact
from pupils.models import Consent, ContactNote, FollowUp, ImportBatch, ImportRow, Sibling
from pupils.tests.world import make_pupil
from pupils.watching import set_flag
from referrals.actions import consider_referral
from referrals.actions.outcome import file_reply
from referrals.models import LetterCopy, Paragraph, Referral
from school import actions as school
from school.calendar import usual_terms
from school.models import Agency, Closure, SchoolClass, Weekday
from staff.cover import hand_over
from staff.feeds import make_feed, token_to_show
from staff.models import Digest, Notice, User
from staff.policy import Level

TESTS = System("the grid")
PDF = b"%PDF-1.7 for the grid"
SHEET = "anxiety"


def plain_things(world):
    """{argument or kind: function from (world, identity) to its public id}."""
    owed = _document(world.author)
    failed = _document(world.author, state=Document.State.FAILED, problem="For the grid.")
    today = timezone.localdate()
    term = school.add_term(
        by=TESTS,
        facts={
            "name": "Grid term", "starts_on": today + timedelta(days=4000), "ends_on": today + timedelta(days=4060),
            "half_term_from": None, "half_term_until": None,
        },
    )  # fmt: skip
    closure = school.add_closure(by=TESTS, facts={"on": date(2040, 1, 4), "why": "Grid", "kind": Closure.Kind.INSET})
    line = school.add_line(
        by=TESTS, facts={"name": "Grid line", "number": "01632 960999", "hours": "", "why": "", "order": 9}
    )
    on_duty = school.set_on_duty(
        by=TESTS,
        person=world.author,
        facts={"order": 1, "phone": "01632 960998", "where": "", "weekdays": Weekday.values},
    )
    batch = ImportBatch.objects.create(by=world.author, sha256="0" * 64, encoding="utf-8", separator=",")
    row = ImportRow.objects.create(batch=batch, **_row_facts())
    concern, soon = world.objects["concern wellbeing"]["other"], today + timedelta(days=3)
    question = ask_colleague(by=world.author, concern=concern, who=world.colleague, words="What do you know?")
    ask_to_do(by=world.author, concern=concern, who=world.colleague, words="Ring home.", due_on=soon)
    simple = {
        "question": question, "report": _report(), "follow_up": FollowUp.objects.get(who=world.colleague),
        "trigger": UrgentTrigger.objects.first(), "kind of change": ChangeKind.objects.first(),
        "person": world.author, "cover": make_cover(world), "email": make_failed_email(world), "agency": Agency.objects.first(), "school_class": SchoolClass.objects.first(),
        "shared words": make_share(world.children["other"], world.author), "document": owed, "failed document": failed, "term": term, "closure": closure, "line": line,
        "on_duty": on_duty, "resource": _resource(world.author), "workshop": make_workshop(world.author), "SENDCo's letter": _sendcos_letter(world.author), "batch": batch, "row": row,
    }  # fmt: skip
    things = {name: lambda w, identity, found=found: found.public_id for name, found in simple.items()}
    things["scan"] = lambda w, identity: Attachment.objects.get(owner_type="concerns.report").public_id
    things |= {name: lambda w, identity, found=found: found.public_id for name, found in help_things(world).items()}
    things["asked agency"] = lambda w, identity: Agency.objects.get(code="gp").public_id
    things |= {"need": lambda w, identity: "N4", "route": lambda w, identity: "letter"}
    things |= {"what": lambda w, i: "training", "which": lambda w, i: "plan", "sheet_kind": lambda w, i: SHEET}
    return things | {
        "notice": _notice,
        "token": lambda w, identity, known=_tokens(world): known.get(identity, "1"),
        "email_kind": lambda w, i: "digest",
        "notice_kind": lambda w, i: "concern_seen",
        "key": _text,
        "kind": _text,
        "uidb36": _text,
        "pk": lambda w, i: 1,
    }


def _sendcos_letter(author):
    """To an agency whose row says that the SENDCo approves, about a child of whom nothing else is known."""
    agency = Agency.objects.get(code="speech-and-language")
    return consider_referral(by=author, pupil=make_pupil("Grid quiet"), agency=agency, why="For the grid.")


def make_workshop(author):
    """One that is planned, with nobody asked yet."""
    return plan_workshop(
        by=author, topic="Sleep", words="For the grid.", held_at=timezone.now() + timedelta(days=9), place="The hall",
        led_by="Grid", room_for=9,
    )  # fmt: skip


def make_invitation(child, author):
    """An adult at home is asked; the paper is there, and it waits for a second person."""
    asked = invite_families(by=author, workshop=make_workshop(author), contacts=[make_contact(child)])
    made = asked.invitations.get()
    seal(made, author)
    return made


def _resource(author):
    sheet = [Examined(PDF, "pdf", "grid.pdf", False)]
    return add_resource(by=author, topic="Sleep", title="Grid sheet", words="For the grid.", sheet=sheet)


def _tokens(world):
    """The holder has the author's secret; somebody whose account ended has what was their own."""
    owners = {"calendar token": world.author, "deactivated": world.people["deactivated"]}
    return {identity: token_to_show(make_feed(by=person)) for identity, person in owners.items()}


def _text(world, identity):
    return "1"


def _report():
    """What a guest wrote, about a child nobody has matched yet."""
    return receive_report(
        by=Guest("Grid guest"),
        kind="guest",
        child=("Nobody in particular", ""),
        writer=("Grid guest", "", ""),
        answers={"facts": "Sat alone.", "danger": "no"},
        files=[Examined(PDF, "pdf", "grid.pdf", False)],
    )


def _row_facts():
    needed = {}
    for one in ImportRow._meta.fields:
        if one.name in ("id", "batch", "public_id") or one.has_default() or one.null or one.blank:
            continue
        kind = one.get_internal_type()
        needed[one.name] = (
            one.choices[0][0] if one.choices else 1 if "Integer" in kind else {} if kind == "JSONField" else "x"
        )
    return needed


def _document(by, **more):
    return Document.objects.create(
        kind="grid", title="Grid", html="<p>x</p>", made_by=by, owner_type="staff.user", owner_id=by.pk, **more
    )


def seal(owner, by):
    """A finished paper for this record, with real bytes behind it."""
    name = f"{uuid.uuid4().hex}.pdf"
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    return Document.objects.create(
        kind="grid", title="Grid", html="<p>x</p>", made_by=by, owner_type=owner._meta.label_lower, owner_id=owner.pk,
        state=Document.State.READY, ready_at=timezone.now(), file_name=name, bytes_size=len(PDF), pages=1,
        sha256=hashlib.sha256(PDF).hexdigest(),
    )  # fmt: skip


def make_contact(child):
    """An adult at home."""
    return add_contact(by=TESTS, pupil=child, facts={"name": "Grid Parent", "relationship": "Mother", "priority": 1})


def make_order(child):
    """An adult at home with a court order, and its document."""
    contact = make_contact(child)
    contact.order_type = "other"
    contact.save(update_fields=["order_type"])
    attach(by=TESTS, owner=contact, examined=[Examined(PDF, "pdf", "grid.pdf", False)])
    return contact


def make_note(child, by):
    """A word at the gate, after which somebody means to speak to them again."""
    now = timezone.now()
    return ContactNote.objects.create(
        pupil=child, how="gate", who="Grid Parent", said="For the grid.", at=now, made_by=by,
        next_on=timezone.localdate() + timedelta(days=3),
    )  # fmt: skip


def make_share(child, by):
    """A few words shared with somebody who is nobody else in the grid."""
    reader = User.objects.get(email="grid.the.colleague@example.org")
    return share_words(by=by, pupil=child, people=[reader], words="Look after them.", until_on=timezone.localdate())


def make_export(child, by):
    """A safeguarding file that was printed."""
    export = FileExport.objects.create(pupil=child, purpose="For the grid", written_by=by)
    seal(export, by)
    return export


# What is in a child's safeguarding file, one of each: function from (child, author) to the row.
FILE_THINGS = {
    "standing": lambda child, by: set_standing(
        by=by, pupil=child, kind="child_in_need", from_on=timezone.localdate(), words="For the grid."
    ),
    "key person": lambda child, by: add_person(by=by, pupil=child, job="social_worker", name="Grid Worker"),
    "date owed": lambda child, by: owe_date(by=by, pupil=child, kind="visit", on=timezone.localdate()),
    "assessment": lambda child, by: assess_harm(
        by=by, pupil=child, part="harmed", likelihood="possible", review_on=timezone.localdate() + timedelta(days=9),
        what="x", who="y", measures="z",
    ),
    "received file": lambda child, by: receive_file(
        by=by, pupil=child, received_on=timezone.localdate(), from_school="Grid School",
        files=[Examined(PDF, "pdf", "grid.pdf", False)],
    ),
    "share": make_share,
    "export": make_export,
}  # fmt: skip


def make_answered(referral, by):
    """What a referral has once it was sent: somebody else's copy with its paper, a colleague's paragraph, and a reply."""
    copy = LetterCopy.objects.create(referral=referral, name="Grid Clinic")
    seal(copy, by)
    colleague = User.objects.get(email="grid.the.colleague@example.org")
    Paragraph.objects.create(referral=referral, asked_of=colleague, question="Grid?", asked_by=by)
    Referral.objects.filter(pk=referral.pk).update(sent_on=timezone.localdate())
    referral.refresh_from_db()
    pages = [Examined(PDF, "pdf", "grid.pdf", False)]
    said = Consent.objects.create(
        pupil=referral.pupil, purpose="Grid", answer="refused", given_on=timezone.localdate(), recorded_by=by
    )
    referral.consents.add(said)
    attach(by=by, owner=said, examined=pages)
    file_reply(
        by=by,
        referral=referral,
        kind="report",
        received_on=timezone.localdate(),
        sender="Grid",
        words="Grid.",
        files=pages,
    )


def make_sibling(child):
    """A suggested brother or sister."""
    other = make_pupil("Grid Sibling")
    first, second = sorted([child, other], key=lambda pupil: pupil.pk)
    return Sibling.objects.create(pupil_a=first, pupil_b=second, why=Sibling.Why.values[0])


def help_things(world):
    """A training, a time of a week and a line of a list: about no child."""
    by, today = world.author, timezone.localdate()
    return {
        "credential": add_credential(by=by, user=by, practice="elsa", awarded_by="Grid", gained_on=today),
        "supervision": add_supervision(by=by, user=by, practice="elsa", on=today),
        "time": add_slot(by=by, user=by, offering=make_offering(), weekday=0, starts_at=time(9)),
        "help item": add_help_item(by=by, kind="plan", facts={"name": "Grid line", "hint": "", "order": 1}),
        "offering": make_offering(),
        "area": add_area(by=by, facts={"name": "Grid need", "official_name": "", "order": 99}),
        "wave words": WaveWords.objects.get_or_create(wave=2, defaults={"name": "Wave 2", "plain_name": "Help"})[0],
        "snapshot": take_snapshot(by=TESTS, term=usual_terms(2020)[0]),
    }


def make_offering():
    """A line of the map that is given in sessions: a new one each time, as a child has one place on each."""
    provision, _ = Provision.objects.get_or_create(name="Grid help")
    code = f"G{Offering.objects.count()}"
    return Offering.objects.create(
        provision=provision, wave=2, way="guided", code=code, words="Grid", weeks=6, sessions_a_week=1, minutes=30
    )


def make_run(child, level, *, by, lead):
    """A programme that somebody leads, this child's place on it, and a session that was written down."""
    today, offering = timezone.localdate(), make_offering()
    place = request_place(by=by, pupil=child, offering=offering, why="For the grid.", level=level)
    programme = start_programme(
        by=by, offering=offering, lead=lead, weeks=6, sessions_a_week=1, minutes=30, starts_on=today
    )
    place = offer_place(by=by, place=place, programme=programme, from_on=today)
    log_sessions(by=by, programme=programme, on=today, rows=[{"place": place, "came": True, "line": "Grid."}])
    return place


def make_plan(child, by):
    """An informal plan for this child."""
    item, _ = HelpItem.objects.get_or_create(kind="plan", name="Grid thing")
    return start_plan(by=by, pupil=child, owner=by, lines={item: ""})


def make_sheet(child, by, level=Level.TEAM, which=SHEET):
    """A sheet about this child, and its paper."""
    box = ("helps" if which == "passport" else "hardest", 0)
    made = start_sheet(by=by, pupil=child, which=which, level=level, words={box: "For the grid."})
    seal(made.versions.get(), by)
    return made


def make_chart(child, by, level):
    """A reflection chart of this child, begun this week."""
    return start_chart(by=by, pupil=child, about="For the grid.", sessions=["Break"], level=level)


def make_flag(child, by):
    """An eye is kept on this child."""
    soon = timezone.localdate() + timedelta(days=9)
    return set_flag(by=by, pupil=child, reason="For the grid.", review_on=soon, level=Level.TEAM)


def make_slip(child, school_class, by):
    """A slip from this child's box."""
    today = timezone.localdate()
    return add_slip(by=by, school_class=school_class, words="For the grid.", written_on=today, pupil=child)


def make_briefing(child, by, reader):
    """Words about this child for one colleague."""
    later = timezone.localdate() + timedelta(days=90)
    return write_briefing(by=by, pupil=child, words="For the grid.", readers=[reader], until_on=later)


def make_cover(world):
    """Somebody who will be away, with days that are still to come."""
    day = timezone.localdate() + timedelta(days=200)
    return hand_over(by=world.author, person=world.author, colleague=world.colleague, from_on=day, until_on=day)


def make_failed_email(world):
    """A morning's e-mail that could not be sent."""
    return Digest.objects.create(
        user=world.author, on=date(2026, 1, 5), email_state=Digest.Email.FAILED, problem="Grid"
    )


def _notice(world, identity):
    """A notice of one's own; for somebody without an account, one that is nobody's."""
    person = world.people.get(identity)
    if person is None:
        return uuid.uuid4()
    made, _ = Notice.objects.get_or_create(
        user=person, kind="concern_seen", subject_id=0, due_on=date(2026, 1, 5), defaults={}
    )
    return made.public_id
