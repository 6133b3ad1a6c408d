"""The safeguarding log of the demo school: a plan, a looked-after child, police notices, shares, named people."""

from datetime import timedelta

from concerns.actions import acknowledge, filing, raise_concern, sharing, standing
from concerns.actions.following import ask_to_do
from concerns.actions.naming import break_glass, name_people
from concerns.actions.receiving import receive_file
from concerns.actions.sending_on import send_on
from concerns.carrying import set_keeping
from concerns.file_paper import export_file
from concerns.models import Concern
from documents.uploads import Examined
from school.calendar import next_school_day
from stbarts.demo.clock import at, on
from stbarts.demo.record import a_slip


def tell(world):
    """What Dora and Dev keep, told in the order in which it happened."""
    people, child = world.people, world.children
    with at(on(world.ago(50), 9)):
        set_keeping(by=people["dsl"], lead=people["dsl"], head_reads=True, kept_in="")
    _a_plan(world, child["Mensah Elijah"])
    _looked_after(world, child["Adeyemi Grace"])
    _from_another_school(world, child["Mensah Elijah"])
    _police_at_eight(world, child["Ashby Theodore"])
    _between_children(world, child["Holloway Beatrice"], child["Fairweather Jonah"])
    _named(world)
    _files_to_send(world, child)
    with at(on(world.ago(1), 16, 20)):
        export_file(by=people["dsl"], pupil=child["Mensah Elijah"], purpose="For the child protection conference")


def _files_to_send(world, child):
    """Ottie left ten school days ago: her file is with the next school's lead, who has not said yet that it came."""
    ottie, people = child["Penhaligon Ottilie"], world.people
    with at(on(world.ago(16), 15, 40)):
        concern = raise_concern(
            by=people["teacher"], pupil=ottie,
            answers={"facts": "Cried at home time and said nobody at the new house knows her dog.", "danger": "no",
                     "happened_at": on(world.ago(16), 15, 20)},
        )  # fmt: skip
    with at(on(world.ago(15), 9)):
        acknowledge(by=people["dsl"], concern=concern)
        ask_to_do(
            by=people["dsl"], concern=concern, who=people["teacher"], due_on=world.ago(9),
            words="Help her write a page about herself for her new teacher.",
        )  # fmt: skip
    with at(on(world.ago(8), 11)):
        send_on(
            by=people["dsl"], pupil=ottie, kind="sent", on=world.ago(8), whom="Made-up Hill School, their safeguarding lead",
            how="By hand, sealed",
        )  # fmt: skip


def _a_plan(world, eli):
    """In need since the autumn, on a plan since the call twelve school days ago; the core group has gone by."""
    dsl, deputy = world.people["dsl"], world.people["deputy"]
    with at(on(world.ago(40), 11)):
        in_need = standing.set_standing(
            by=dsl, pupil=eli, kind="child_in_need", from_on=world.ago(40), authority="Hertfordshire",
            words="We see him each morning, and tell the worker of every absence.",
        )  # fmt: skip
        first = standing.add_person(
            by=dsl, pupil=eli, job="social_worker", name="Mo Castle", authority="Hertfordshire", phone="01632 960771"
        )
    with at(on(world.ago(8), 15)):
        standing.set_standing(
            by=dsl, pupil=eli, kind="child_protection", category="neglect", authority="Hertfordshire",
            from_on=world.ago(8), replaces=[in_need],
            words="All agreed at the conference. School: breakfast, a key adult, a call the same day if he is not in.",
        )  # fmt: skip
        standing.add_person(
            by=dsl, pupil=eli, job="social_worker", name="Priya Dale", authority="Hertfordshire", phone="01632 960772",
            instead_of=first,
        )  # fmt: skip
        standing.add_person(by=dsl, pupil=eli, job="chair", name="Alan Moss", authority="Hertfordshire")
        standing.owe_date(by=dsl, pupil=eli, kind="core_group", on=world.ago(1), place="On line")
        standing.owe_date(
            by=dsl, pupil=eli, kind="report", on=next_school_day(world.today + timedelta(days=2)), place=""
        )
        standing.owe_date(by=dsl, pupil=eli, kind="conference", on=next_school_day(world.today + timedelta(days=70)))
        visit = standing.owe_date(by=dsl, pupil=eli, kind="visit", on=world.ago(5))
    with at(on(world.ago(5), 15, 30)):
        standing.answer_date(
            by=deputy, date=visit, answer="happened", words="She saw Eli in the library. He showed her his drum."
        )
    with at(on(world.ago(4), 10, 15)):
        filing.write_entry(
            by=dsl, pupil=eli, kind="call", told_us="Priya Dale, social worker",
            words="She will collect him herself on Thursdays from now on.", done="The office knows who she is.",
        )  # fmt: skip
    with at(on(world.ago(4), 10, 30)):
        share = sharing.share_words(
            by=dsl, pupil=eli, people=[world.people["support"], world.people["wellbeing_lead"]],
            words="On Thursdays Priya Dale collects Eli, not his mother. If anybody else comes, keep him with you and "
            "ring me.",
            until_on=world.today + timedelta(days=60),
        )  # fmt: skip
    with at(on(world.ago(4), 12)):
        sharing.say_share_read(by=world.people["support"], share=share)
    with at(on(world.ago(11), 9)):
        old = sharing.share_words(
            by=deputy, pupil=eli, people=[world.people["support"]], words="Give him breakfast before the register.",
            until_on=world.today + timedelta(days=20),
        )  # fmt: skip
    with at(on(world.ago(8), 16)):
        sharing.withdraw_share(by=deputy, share=old)


def _looked_after(world, grace):
    with at(on(world.ago(55), 9)):
        standing.set_standing(
            by=world.people["dsl"], pupil=grace, kind="looked_after", authority="Buckinghamshire",
            from_on=world.ago(55), words="Lives with her carer, Ms Ray, who may sign for trips.",
        )  # fmt: skip
        standing.add_person(
            by=world.people["dsl"], pupil=grace, job="virtual_school", name="Virtual school duty line",
            authority="Buckinghamshire", phone="01632 960773",
        )  # fmt: skip


def _from_another_school(world, eli):
    """His old school's file came by hand."""
    with at(on(world.ago(44), 14, 5)):
        receive_file(
            by=world.people["dsl"], pupil=eli, received_on=world.ago(44), from_school="Larch Lane Primary School",
            from_who="Their safeguarding lead, by hand", stored_where="Locked cabinet, Dora’s office",
            briefed=[world.people["deputy"], world.people["sendco"]],
            files=[Examined(a_slip("Chronology, 12 pages", heading="Larch Lane Primary", kind="PDF"), "pdf", "Larch Lane file.pdf", False)],
        )  # fmt: skip


def _police_at_eight(world, teddy):
    """08:15: a notice from Operation Encompass; at 08:25 his teacher has the few words she needs."""
    with at(on(world.today, 8, 15)):
        filing.write_entry(
            by=world.people["dsl"], pupil=teddy, kind="encompass", told_us="Police", reference="EN-20417",
            words="Police came to the home at 22:40 last night. Teddy was awake and heard shouting. Nobody was hurt.",
            done="Met at the door by Tilly. Breakfast, and no test today.",
        )  # fmt: skip
    with at(on(world.today, 8, 25)):
        sharing.share_words(
            by=world.people["dsl"], pupil=teddy, people=[world.people["teacher"]],
            words="Teddy may be very tired today. A quiet start and something to eat, please. If he talks, listen.",
            until_on=world.today,
        )  # fmt: skip


def _between_children(world, bea, joe):
    """One assessment for each of the two, each its own; Bea's is in its second version."""
    dsl = world.people["dsl"]
    with at(on(world.ago(10), 14)):
        first = filing.assess_harm(
            by=dsl, pupil=bea, part="harmed", likelihood="likely", other_pupil=joe,
            review_on=world.ago(2),
            what="At lunch another pupil follows her and calls her names. Twice he took her bag.",
            who="Bea, and whoever stands with her. By the shed, where no adult stands.",
            measures="An adult by the shed at lunch. Bea eats with her friends at the round table. Joe has a job then.",
            childs_view="I want it to stop and I do not want him to be in trouble.",
        )  # fmt: skip
        filing.assess_harm(
            by=dsl, pupil=joe, part="alleged", likelihood="likely", other_pupil=bea,
            review_on=next_school_day(world.today + timedelta(days=4)),
            what="He follows another pupil at lunch and takes her things. He cannot say why.",
            who="The other pupil; and Joe, if others turn on him.",
            measures="A job at lunch with Sam. Ten minutes with Sam after lunch on how it went.",
            parents_view="His grandmother is sad about it and will talk with him.",
        )  # fmt: skip
    with at(on(world.ago(3), 14)):
        filing.assess_harm(
            by=dsl, pupil=bea, part="harmed", likelihood="possible", other_pupil=joe, follows=first,
            review_on=next_school_day(world.today + timedelta(days=9)),
            what=first.text.what + "\nNot once since an adult stands there.",
            who=first.text.who, measures=first.text.measures,
            childs_view="It is better. I still look round.",
        )  # fmt: skip


def _named(world):
    """A record for named people only, and a head who opened it with a reason."""
    child, people = world.children["Khan Maryam"], world.people
    moment = on(world.ago(6), 9, 40)
    with at(moment):
        held = raise_concern(
            by=people["wellbeing_lead"], pupil=child,
            answers={
                "facts": "Maryam’s aunt, who knows several of us, told me that she is afraid of somebody at home.",
                "danger": Concern.Danger.UNSURE, "source": Concern.Source.ELSEWHERE, "happened_at": moment,
            },
        )  # fmt: skip
    with at(on(world.ago(6), 10)):
        name_people(
            by=people["dsl"], concern=held, people=[people["wellbeing_lead"]],
            reason="Several colleagues know the family. Only the two of us need it.",
        )  # fmt: skip
    with at(on(world.ago(5), 15, 10)):
        break_glass(
            by=people["head"], pupil=child, reason="Her father came to my office and I must know before I answer him."
        )
