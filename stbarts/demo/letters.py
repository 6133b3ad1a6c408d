"""How referrals are written at the demo school: from the record, with a colleague's lines, for a form, by telephone, inside."""

from datetime import timedelta
from decimal import Decimal

from documents.uploads import Examined
from interventions.models import Offering, Placement
from pupils.models import Contact
from referrals import actions as referrals
from referrals.actions import drafting, leading, outcome, wordings
from referrals.assembling import offered
from referrals.models import Referral, Wording
from school.calendar import add_school_days
from school.models import Agency
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip


def tell(world):
    """After referrals, targets and sessions: what is ticked in has to be there."""
    _from_the_record(world)
    _for_their_form(world)
    _by_telephone(world)
    _inside_school(world)
    _what_came_back(world)
    _handed_over(world)


def _handed_over(world):
    """The SENDCo is away for a week: the Wellbeing Lead goes on with one of theirs."""
    with at(on(world.ago(1), 15, 30)):
        leading.hand_over(
            by=world.people["sendco"], referral=_of(world, "Silva Rafael", "gp"), to=world.people["wellbeing_lead"]
        )


def _of(world, child, code):
    return Referral.objects.filter(pupil=world.children[child], agency__code=code).latest("pk")


def _consider(world, child, days, code, why, part="sendco"):
    with at(on(world.ago(days), 9, 40)):
        return referrals.consider_referral(
            by=world.people[part], pupil=world.children[child], agency=Agency.objects.get(code=code), why=why
        )


def _agree(world, referral, days):
    with at(on(world.ago(days), 9, 50)):
        referrals.record_consent(
            by=referral.raised_by, referral=referral, answer="given", route="signed", given_on=world.ago(days),
            contact=Contact.objects.filter(pupil=referral.pupil).in_order().first(), evidence="Signed form",
            until_on=world.ago(days) + timedelta(days=365), information="What school sees, and what has been tried",
            childs_wishes="They do not mind.",
        )  # fmt: skip


def _from_the_record(world):
    """A letter that is being written: lines ticked in, two colleagues asked, a copy for home, and a newer wording since."""
    by, referral = world.people["sendco"], _of(world, "Silva Rafael", "gp")
    letter = referral.letter
    keys = list(offered(referral.pupil, by, referral.level))[:5]
    with at(on(world.ago(3), 9, 10)):
        drafting.choose_lines(by=by, letter=letter, ticked=keys)
        drafting.choose_readers(
            by=by, referral=referral, contacts=list(Contact.objects.filter(pupil=referral.pupil).told_about())
        )
        ask = "Please say in a few lines what you see of Rafa in class: how often, since when, and what helps."
        first = drafting.ask_for_paragraph(
            by=by, referral=referral, asked_of=world.people["other_teacher"], question=ask
        )
    with at(on(world.ago(2), 15, 50)):
        drafting.answer_paragraph(
            by=world.people["other_teacher"], paragraph=first,
            words="Rafa understands more than he says. On most mornings he points instead of asking. When I kneel down "
            "and wait, he finds two or three words. It is harder after lunch.",
        )  # fmt: skip
        drafting.ask_for_paragraph(
            by=by, referral=referral, asked_of=world.people["other_teacher"], question="And at lunch?"
        )
    with at(on(world.ago(1), 16)):
        gp = Agency.objects.get(code="gp")
        now = Wording.objects.of(gp, "letter").first()
        wordings.write_wording(
            by=by, agency=gp, route="letter", after=now.number,
            words=now.words.replace("Please reply to me", "Thank you for your time. Please reply to me"),
        )  # fmt: skip


def _for_their_form(world):
    """Answers for an agency's own form, being written."""
    referral = _consider(world, "Haddad Samir", 4, "early-help", "His mother asks for help with bedtimes and mornings.")
    with at(on(world.ago(3), 11)):
        letter = referrals.begin_letter(by=referral.raised_by, referral=referral, ticked=[])
        referrals.edit_letter(
            by=referral.raised_by, letter=letter, version=letter.version,
            purpose="To ask for help with evenings and mornings at home.",
            what_we_see="Late on three mornings in five since half-term, and hungry at ten.",
            parents_words="“I would like one evening without shouting.”",
            ask="Somebody who helps the family with evenings, for about three months.",
        )  # fmt: skip


def _by_telephone(world):
    """Advice that was rung for, with what follows; and a call that is still to be made."""
    asked = _consider(world, "Nowak Kacper", 6, "ask-sali", "Which team looks after number now?")
    with at(on(world.ago(5), 10)):
        letter = referrals.begin_letter(by=asked.raised_by, referral=asked, ticked=[])
        referrals.edit_letter(
            by=asked.raised_by, letter=letter, version=letter.version,
            what_we_see="Number facts are gone after a weekend, in every week of this term.",
            ask="Which team do we ask, and what should we try first?",
        )  # fmt: skip
        outcome.log_call(
            by=asked.raised_by, referral=asked, called_at=on(world.ago(5), 9, 45), spoke_to="Gwen, an advice officer",
            asked="Which team do we ask about number, and what should we try first?",
            advice="Try six weeks of little and often with objects. If that changes little, the maths advisory team.",
            follows="Sunita plans the six weeks with his teacher by Friday.", their_reference="A 118",
        )  # fmt: skip
    _consider(world, "Adeyemi Grace", 2, "bereavement", "Her grandfather died; her mother asks who could help.")


def _inside_school(world):
    """A place that was asked for, and one that is thought of."""
    asked = _consider(
        world, "Holloway Beatrice", 5, "elsa", "To find words when somebody leaves her out.", "wellbeing_lead"
    )
    with at(on(world.ago(4), 15, 40)):
        outcome.ask_inside(
            by=asked.raised_by,
            referral=asked,
            offering=Offering.objects.get(code="W3.5"),
            why="To find words when left out.",
        )
    _consider(
        world, "Larkin Poppy", 2, "drawing-and-talking", "A quiet hour each week after the move.", "wellbeing_lead"
    )


def _what_came_back(world):
    """An appointment; and a report with its pages, whose advice became a target."""
    by = world.people["sendco"]
    waiting = _of(world, "Dąbrowska Zuzanna", "camhs-gp")
    with at(on(world.ago(12), 9)):
        outcome.file_reply(
            by=by, referral=waiting, kind="appointment", received_on=world.ago(12), sender="Their booking team",
            words="A first meeting with Zuzia and her mother.",
            appointment_at=on(add_school_days(world.today, 12), 14, 30),
        )  # fmt: skip
    seen = _of(world, "Silva Rafael", "educational-psychology")
    with at(on(world.ago(2), 9)):
        reply = outcome.file_reply(
            by=by, referral=seen, kind="report", received_on=world.ago(2), sender="The educational psychologist",
            words="He follows what he sees far better than what he hears. Show, wait ten seconds, then say it once.",
            files=[Examined(a_slip("Advice for school, 2 pages", heading="Report", kind="PDF"), "pdf", "Report.pdf", False)],
        )  # fmt: skip
        outcome.follow_advice(
            by=by, reply=reply,
            placement=Placement.objects.open().get(
                pupil=seen.pupil, area__name="Speech, language and communication"
            ),
            by_on=add_school_days(world.today, 25), will="ask with words instead of pointing", setting="the first hour",
            kind="count", name="times a morning he asked with words", baseline=Decimal(1), goal=Decimal(5),
            rater="adult", rated_by=by, childs_words="I will say it.",
        )  # fmt: skip
