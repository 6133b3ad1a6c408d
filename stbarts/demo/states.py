"""What is half done, retired, refused or failed at the demo school: a page for each state nobody thinks of."""

import csv
import io

from audit.actions import System
from concerns.actions import following
from concerns.actions.home import set_contact_with_home
from concerns.models import Concern
from documents.actions import fail_document
from documents.tasks import claim, render_owed
from families import actions as families
from families.models import Meeting
from pupils.contacts import add_contact
from pupils.importing.actions import commit_import, read_import
from pupils.models import Contact, Pupil
from pupils.siblings import suggest_siblings
from referrals import actions as referrals
from referrals.actions.drafting import choose_readers
from school import actions as school
from school import calendar
from school.models import Agency
from staff.accounts import invite
from staff.policy import Role
from stbarts.demo.clock import at, on

PRINTER = System("make documents")
SECONDS = 60


def tell(world):
    """Told after everything else: it needs children, concerns, meetings and letters to be there."""
    _brothers_and_sisters(world)
    _imports(world)
    _questions_and_tasks(world)
    _a_letter_to_send(world)
    _retired(world)
    _invited(world)
    _documents(world)
    _home_waits(world)


def _brothers_and_sisters(world):
    """Two children share a grandmother, and somebody has to say what that means."""
    office = world.people["office"]
    with at(on(world.ago(3), 9, 40)):
        add_contact(
            by=office,
            pupil=world.children["Larkin Poppy"],
            facts={
                "name": "Ruth Fairweather", "relationship": "Grandmother", "responsibility": "no", "priority": 2,
                "phones": ["07700 900103"],
            },
        )  # fmt: skip
        suggest_siblings(by=office)


HEADINGS = "UPN,Adno,Legal Surname,Legal Forename,Preferred Forename,DOB,Year,Reg,Postcode".split(",")


def _imports(world):
    """A file brought in last month, in which a child was missing; and yesterday's, with everything that can be in one."""
    office, children = world.people["office"], world.children
    with at(on(world.ago(22), 16)):
        lines = [_line(pupil) for pupil in _here() if pupil != children["Wilde Otis"]]
        commit_import(by=office, batch=read_import(by=office, data=_file(lines)))
    lines = []
    for pupil in _here():
        line = _line(pupil)
        if pupil == children["Thorne Mabel"]:
            line[7] = "Acorn"
        if pupil == children["Haddad Samir"]:
            line[8] = "HP99 8ZZ"
        if pupil == children["García-López Ana-María"]:
            line[3] = line[4] = "Ana-Mar?a"
        if pupil != children["Lock Harvey"]:
            lines.append(line)
    lines.append(["", "D901", "Quince", "Rosalind", "", "14/05/2021", "1", "Willow", "HP99 9ZZ"])
    lines.append(["", "", "Nowak", "Kacper", "", "11/02/2018", "4", "Oak", "HP99 9ZZ"])
    lines.append(["", "D902", "Pell", "Arthur", "", "31/02/2019", "2", "Rowan", ""])
    with at(on(world.ago(1), 16)):
        read_import(by=office, data=_file(lines))


def _here():
    return Pupil.objects.with_class().open().order_by("pk")


def _line(pupil):
    """A child as the school's information system would write them."""
    return [
        pupil.upn, pupil.mis_id, pupil.legal_surname, pupil.legal_forename, pupil.preferred_forename,
        f"{pupil.born_on:%d/%m/%Y}", pupil.year_group, pupil.class_name, pupil.postcode,
    ]  # fmt: skip


def _file(lines):
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *lines])
    return out.getvalue().encode()


def _questions_and_tasks(world):
    """A colleague is asked what he knows, another answered; somebody has a thing to do by a day."""
    people = world.people
    concern = Concern.objects.filter(parts__pupil=world.children["Nowak Kacper"]).order_by("pk").first()
    for part, words in (
        ("support", "Did you see him in the reading corner on Monday?"),
        ("teacher", "Does he see the board?"),
    ):
        with at(on(world.ago(2), 9)):
            question = following.ask_colleague(by=people["sendco"], concern=concern, who=people[part], words=words)
    with at(on(world.ago(1), 12, 20)):
        following.answer_question(
            by=people["teacher"], question=question, words="He screws his eyes up and copies from Isla."
        )
    with at(on(world.ago(1), 15, 50)):
        following.ask_to_do(
            by=people["sendco"],
            concern=concern,
            who=people["teacher"],
            words="Seat him at the front and tell me on Friday whether it helps.",
            due_on=calendar.add_school_days(world.today, 2),
        )


def _a_letter_to_send(world):
    """A letter somebody else has approved, waiting to be posted."""
    by, child = world.people["wellbeing_lead"], world.children["Petrenko Nina"]
    with at(on(world.ago(4), 10)):
        referral = referrals.consider_referral(
            by=by,
            pupil=child,
            agency=Agency.objects.filter(route=Agency.Route.LETTER).order_by("pk").first(),
            why="Headaches on most school days since the summer.",
        )
        contact = add_contact(
            by=world.people["office"],
            pupil=child,
            facts={"name": "Olena Petrenko", "relationship": "Mother", "responsibility": "yes", "priority": 1},
        )
        referrals.record_consent(
            by=by, referral=referral, answer="given", contact=contact, route="spoken", given_on=world.ago(4),
            childs_wishes="She would like the headaches to stop.",
        )  # fmt: skip
        letter = referrals.begin_letter(by=by, referral=referral, ticked=[])
        referrals.edit_letter(
            by=by,
            letter=letter,
            version=letter.version,
            recipient="Dr Example, The Surgery",
            recipient_address="1 Made-up Street\nDemotown",
            purpose="To ask whether Nina's headaches should be looked at.",
            what_we_see="Nina has lain down in the office on four days in five since September, most often after lunch.",
            impact="She misses reading with her group on those days.",
            ask="Please see Nina and tell us how we can help at school.",
        )
        choose_readers(by=by, referral=referral, contacts=[contact])
        referrals.ask_for_approval(by=by, referral=referral)
    with at(on(world.ago(1), 8, 30)):
        referrals.approve_letter(by=world.people["dsl"], referral=referral)


def _retired(world):
    """An agency nobody is sent to any longer and a class that is no longer taught."""
    with at(on(world.ago(30), 9)):
        agency = school.add_agency(
            by=world.people["office"], facts={"name": "Old Mill Counselling", "phone": "01632 960077"}
        )
        school.retire_agency(by=world.people["office"], agency=agency)
        school_class = school.add_class(by=world.people["office"], facts={"name": "Hazel", "year_group": 3})
        school.retire_class(by=world.people["office"], school_class=school_class)


def _invited(world):
    """A colleague who starts in January and has not joined yet."""
    with at(on(world.ago(2), 11)):
        person = invite(
            by=world.people["head"], email="ivy.thrush@stbarts.example", name="Ivy Thrush",
            job_title="Teaching assistant from January", roles=[Role.SUPPORT],
        )  # fmt: skip
    person.joined_at, person.is_demo = None, True
    person.save(update_fields=["joined_at", "is_demo"])


def _documents(world):
    """The letters and summaries above are printed; one more summary could not be."""
    render_owed(seconds=SECONDS)
    child, by = world.children["Khan Maryam"], world.people["wellbeing_lead"]
    with at(on(world.ago(3), 9)):
        contact = add_contact(
            by=world.people["office"],
            pupil=child,
            facts={
                "name": "Yasmin Khan", "relationship": "Mother", "responsibility": "yes", "priority": 1,
                "receives_information": True,
            },
        )  # fmt: skip
        meeting = families.plan_meeting(
            by=by, pupil=child, purpose=Meeting.Purpose.REVIEW, planned_at=on(world.ago(3), 15, 30), place="Acorn class"
        )
    with at(on(world.ago(3), 16)):
        families.write_up(
            by=by, meeting=meeting, version=meeting.version, contacts=list(Contact.objects.filter(pk=contact.pk)),
            strengths="Maryam remembers everybody's name.", present="Yasmin Khan, Wendy Lark",
            school_sees="She settles within a minute now.", next_on=calendar.add_school_days(world.ago(3), 30),
        )  # fmt: skip
        families.hand_in(by=by, meeting=meeting)
    with at(on(world.ago(2), 8, 30)):
        families.approve_summary(by=world.people["dsl"], meeting=meeting)
    fail_document(by=PRINTER, document=claim(), problem="Printing took longer than it may. Please try again.")


def _home_waits(world):
    """Nothing goes home about Maryam until Dora says so: her summary and her invitation stay here."""
    with at(on(world.ago(1), 9, 10)):
        set_contact_with_home(
            by=world.people["dsl"], pupil=world.children["Khan Maryam"], stop=True,
            why="The social worker asks us not to speak with home before she has.",
        )  # fmt: skip
