"""A referral in every state there is, from the first thought to the end; each with what the family said."""

from datetime import timedelta

from documents.uploads import Examined
from pupils.models import Contact
from referrals import actions as referrals
from referrals.actions import answers, consulting
from referrals.actions.chasing import chase_referral, set_chase_day
from referrals.actions.consent import add_signed_form, ask_family, withdraw_consent
from referrals.actions.grouping import consider_group
from referrals.models import Referral
from school.calendar import add_school_days
from school.models import Agency
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip


def tell(world):
    """Told after the story: it needs the children, their adults and the agencies."""
    _before_sending(world)
    _what_families_said(world)
    _what_agencies_said(world)
    _a_group(world)
    _questions_to_the_sendco(world)


def _consider(world, child, days, agency, why, part="sendco"):
    with at(on(world.ago(days), 11)):
        return referrals.consider_referral(
            by=world.people[part], pupil=world.children[child], agency=Agency.objects.get(code=agency), why=why
        )


def _agree(world, referral, days, **more):
    by = referral.raised_by
    with at(on(world.ago(days), 11, 10)):
        said = {"route": "signed", "files": [_a_signed_form()], "childs_wishes": "They do not mind."}
        referrals.record_consent(
            by=by,
            referral=referral,
            answer="given",
            contact=Contact.objects.filter(pupil=referral.pupil).in_order().first(),
            given_on=world.ago(days),
            until_on=world.ago(days) + timedelta(days=365),
            information="What school sees, and what has been tried; Name, date of birth, address and telephone",
            **{**said, **more},
        )


def _a_signed_form():
    return Examined(a_slip("Signed in blue ink", heading="Agreement", kind="PDF"), "pdf", "Signed form.pdf", False)


def _write(world, referral, days, **words):
    with at(on(world.ago(days), 11, 20)):
        letter = referrals.begin_letter(by=referral.raised_by, referral=referral, ticked=[])
        if words:
            referrals.edit_letter(by=referral.raised_by, letter=letter, version=letter.version, **words)
            referrals.ask_for_approval(by=referral.raised_by, referral=referral)


def _before_sending(world):
    """Being considered, being written, waiting for an approver, not taken further; one that only the leads know of."""
    _consider(world, "Mayhew Florence", 3, "gp", "Her father asks whether a hearing check would help.")
    _consider(world, "Mensah Elijah", 11, "childrens-services", "Alone after dark at six years old.", part="dsl")
    drafted = _consider(world, "Silva Rafael", 5, "gp", "Speech may lie behind the upset. Two rounds of help so far.")
    _write(world, drafted, 4)
    dropped = _consider(world, "Nowak Kacper", 9, "gp", "Thought of it when maths fell away.")
    with at(on(world.ago(8), 10)):
        referrals.withdraw_referral(
            by=world.people["sendco"], referral=dropped, why="He needed glasses. He has them and the work is back."
        )
    waiting = _consider(
        world, "Fairweather Jonah", 6, "gp", "His grandmother would like the doctor to look at his attention."
    )
    _agree(world, waiting, 3)
    _write(
        world, waiting, 2,
        purpose="To ask whether Joe's attention should be looked at.",
        what_we_see="Out of his seat about ten times a morning, on four days in five since September.",
        ask="Please see Joe and tell us what would help at school.",
        tried="A job before the register, a timer, and movement breaks: each helped for a week or two.",
    )  # fmt: skip


def _what_families_said(world):
    """Asked and thinking about it; would rather not; changed their mind."""
    by = world.people["sendco"]
    asked = _consider(world, "O'Leary Kit", 3, "occupational-therapy", "Buttons and scissors are still very hard.")
    with at(on(world.ago(2), 15, 30)):
        ask_family(by=by, referral=asked, on=world.ago(2), why="Asked his mother at the door. She will think about it.")
    refused = _consider(world, "Yusuf Amina", 12, "counselling", "She misses her old school very much.")
    changed = _consider(world, "Dąbrowska Zofia", 10, "step2", "Worries about being away from her sister.")
    _agree(world, changed, 9)
    for referral, days, act, more in (
        (refused, 11, referrals.record_consent, {"answer": "refused"}),
        (changed, 4, withdraw_consent, {}),
    ):
        with at(on(world.ago(days), 15, 20)):
            mother = Contact.objects.filter(pupil=referral.pupil).in_order().first()
            act(by=by, referral=referral, contact=mother, route="phone", given_on=world.ago(days), **more)
    with at(on(world.ago(9), 8, 40)):  # what she had said on the telephone came back on paper
        add_signed_form(by=by, referral=refused, consent=refused.consent, files=[_a_signed_form()])


# Child, agency, why, what they said last: (act, days ago, its words).
ANSWERED = [
    ("O'Leary Kit", "speech-and-language", "Hard to understand outside the family.",
     (answers.record_acknowledged, 12, {"their_reference": "SL-2207"})),
    ("Silva Rafael", "educational-psychology", "Two rounds of help have changed little.",
     (answers.record_more_asked, 3, {"why": "They would like the reading scores of this term."})),
    ("Yusuf Amina", "mental-health-support-team", "Worries keep her from joining in.",
     (answers.record_accepted, 5, {"why": "A first visit after half-term."})),
    ("Dąbrowska Zuzanna", "camhs-gp", "Panic on most school mornings.",
     (answers.record_in_line, 20, {"why": "They say about twelve weeks."})),
    ("Nowak Kacper", "specialist-teaching", "Number facts do not stay with him.",
     (answers.record_redirected, 8, {"pointed_to": "The maths advisory team", "why": "They look after number now."})),
    ("Fairweather Jonah", "desc", "Two rounds of help in class; he cannot yet wait.",
     (answers.record_started, 6, {"why": "An outreach worker comes each Tuesday."})),
    ("Dąbrowska Zofia", "autism-outreach", "Noise and change are hard for her.",
     (answers.record_declined, 10, {
         "why": "They ask for two reviewed rounds of help first, and saw one.",
         "pointed_to": "Their open course for parents; her key adult here"})),
    ("Mayhew Florence", "school-nurse", "Tired by ten each morning.",
     (answers.close_referral, 7, {"why": "A bedtime plan was made with her father, and she is awake in class."})),
]  # fmt: skip


def _what_agencies_said(world):
    """One for each kind of answer, sent five to seven weeks ago; one no, and the thought of asking again."""
    by, dsl = world.people["sendco"], world.people["dsl"]
    for n, (child, agency, why, (act, days, words)) in enumerate(ANSWERED):
        referral = _consider(world, child, 34 - n, agency, why)
        _agree(world, referral, 33 - n)
        _write(
            world, referral, 32 - n,
            purpose="To ask for your help and advice.",
            what_we_see=f"{why} On most days since September.",
            ask="Please see whether you can help, and tell us what we can do at school.",
            tried="Six weeks of help in class and in a small group.",
        )  # fmt: skip
        with at(on(world.ago(31 - n), 9)):
            referrals.approve_letter(by=dsl, referral=referral)
        with at(on(world.ago(30 - n), 12)):
            referrals.record_sent(
                by=by,
                referral=referral,
                sent_on=world.ago(30 - n),
                sent_how="By post" if referral.agency.route == "letter" else "On their form",
            )
        with at(on(world.ago(days), 16)):
            act(by=by, referral=referral, on=world.ago(days), **words)
    _consider(world, "Dąbrowska Zofia", 2, "autism-outreach", "The second round of help has been reviewed now.")
    waiting = Referral.objects.get(state=Referral.State.IN_LINE)
    with at(on(world.ago(7), 10, 5)):
        chase_referral(by=by, referral=waiting, words="Still about six weeks to go.")
    with at(on(world.ago(3), 10, 5)):
        later = add_school_days(world.today, 12)
        set_chase_day(by=by, referral=waiting, on=later, why="They said that dates for the new term come out then.")


def _a_group(world):
    """Three children for one worker: one family agrees, one would rather not, one is still to be asked."""
    by = world.people["sendco"]
    with at(on(world.ago(6), 9, 30)):
        group = consider_group(
            by=by,
            agency=Agency.objects.get(code="pupil-support-worker"),
            theme="Making and keeping friends",
            why="A small group once a week: each should have somebody to play with on most days.",
            children=[world.children[name] for name in ("Brook Isla", "Yusuf Amina", "Nowak Kacper")],
        )
    amina, kacper = (
        Referral.objects.get(group=group, pupil=world.children[n]) for n in ("Yusuf Amina", "Nowak Kacper")
    )
    _agree(world, amina, 5)
    with at(on(world.ago(5), 15, 20)):
        mother = Contact.objects.filter(pupil=kacper.pupil).in_order().first()
        referrals.record_consent(
            by=by, referral=kacper, answer="refused", contact=mother, route="spoken", given_on=world.ago(5)
        )


def _questions_to_the_sendco(world):
    """Asked yesterday; a day is set; advice was given, and an agency is thought of; no longer asked for."""
    sendco, questions = world.people["sendco"], {}
    for child, part, days, question in (
        ("Brook Isla", "teacher", 1, "Isla sings all day and cannot stop when asked. Is there something I should try?"),
        (
            "Lock Harvey",
            "other_teacher",
            4,
            "Harvey does not answer to his name across the room. Should somebody look?",
        ),
        ("Petrenko Nina", "other_teacher", 14, "Nina holds her pencil in her fist and tires quickly. What would help?"),
        ("Haddad Samir", "deputy", 9, "Samir asks so much that others wait. How do I make room for all of them?"),
    ):
        with at(on(world.ago(days), 15, 45)):
            questions[child] = consulting.ask_sendco(
                by=world.people[part], pupil=world.children[child], question=question
            )
    with at(on(world.ago(3), 9)):
        day = add_school_days(world.today, 2)
        consulting.set_consultation_day(by=sendco, consultation=questions["Lock Harvey"], meet_on=day)
    with at(on(world.ago(10), 15, 30)):
        consulting.give_advice(
            by=sendco, consultation=questions["Petrenko Nina"], on=world.ago(10), follows="agency",
            words="A triangle grip and five minutes of threading each morning. Keep a page from each week.",
            agency=Agency.objects.get(code="occupational-therapy"), more="Look at the pages together in four weeks.",
        )  # fmt: skip
    with at(on(world.ago(7), 8, 30)):
        consulting.drop_consultation(
            by=world.people["deputy"], consultation=questions["Haddad Samir"], why="A question box solved it."
        )
