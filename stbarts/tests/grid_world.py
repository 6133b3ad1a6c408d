"""The world the grid is asked about: one person for each identity, one child and its records for each relation."""

import time
import uuid
from datetime import timedelta

import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.actions import System
from concerns import actions as concerns
from concerns.actions.naming import name_people
from concerns.actions.trigger_list import add_triggers
from concerns.actions.urgent import open_urgent
from concerns.actions.urgent_after import hand_over, promise, write_plan
from concerns.carrying import set_keeping
from concerns.guests import todays_pin
from concerns.models import Concern, Need
from concerns.seed import add_change_kinds, add_needs
from documents.models import Attachment
from documents.uploads import Examined
from families.actions import agree
from families.models import Copy, Correction, Evening, Meeting, View
from families.tests.world import make_meeting
from interventions.actions import end_target
from interventions.actions.proposals import propose_target
from interventions.seed import add_catalogue
from interventions.tests.world import aim, place
from pupils.actions import block_relative, mark_left, put_around, set_class_staff
from pupils.models import Around
from pupils.tests.world import make_class, make_pupil
from referrals.actions.consulting import ask_sendco
from referrals.actions.grouping import consider_group
from referrals.tests.world import make_referral
from school.models import Agency, SchoolClass
from school.seed import add_agencies
from staff.models import User
from staff.permitted import may
from staff.policy import Level, Permission, Role
from stbarts.tests.grid_rows import IDENTITIES, NOBODY, PARTS, PLAIN, RELATIONS
from stbarts.tests.grid_things import (
    FILE_THINGS,
    SHEET,
    make_answered,
    make_briefing,
    make_chart,
    make_contact,
    make_flag,
    make_invitation,
    make_note,
    make_order,
    make_plan,
    make_run,
    make_sheet,
    make_sibling,
    make_slip,
    plain_things,
    seal,
)
from stbarts.tests.signing_in import sign_in

TESTS = System("the grid")
AN_HOUR = 60 * 60
ALL_LEVELS = (Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING)


class GridWorld:
    """People by identity, children by relation, records by kind and relation."""

    def __init__(self):
        self.people = {name: self._person(name) for name in IDENTITIES if name not in NOBODY}
        self.author = self._person("the author", [Role.DSL, Role.SENDCO, Role.WELLBEING_LEAD, Role.TEACHER])
        self.colleague = self._person("the colleague", [Role.HEAD])
        self.clients = {}
        self.handler = Client().handler
        self._children()
        self.objects = {"pupil": dict(self.children)}
        self._records()
        self.plain = plain_things(self)

    def _person(self, name, roles=None):
        if roles is None:
            roles = PARTS.get(name) or {
                "half signed in": [Role.DSL],
                "deactivated": [Role.DSL],
            }.get(name, [name])
        email, roles = f"grid.{name.replace(' ', '.')}@example.org", [str(r) for r in roles]
        return User.objects.create(email=email, name=f"Grid {name}", roles=roles, joined_at=timezone.now())

    def _children(self):
        add_needs()
        add_triggers()
        add_change_kinds()
        add_catalogue()
        add_agencies()
        today = timezone.localdate()
        own, last, other = (make_class(f"Grid {name}", "4") for name in ("own", "last", "other"))
        for person in self.people.values():
            set_class_staff(by=TESTS, user=person, school_class=own, from_on=today - timedelta(days=60))
            set_class_staff(
                by=TESTS,
                user=person,
                school_class=last,
                from_on=today - timedelta(days=400),
                until_on=today - timedelta(days=60),
            )
        where = self.classes = {
            "own": own,
            "last": last,
            "around": other,
            "wrote": other,
            "other": other,
            "leaver": own,
        }
        self.children = {
            relation: make_pupil(f"Grid {relation}", school_class=where[relation]) for relation in RELATIONS
        }
        for person in self.people.values():
            put_around(by=TESTS, pupil=self.children["around"], user=person, why=Around.Why.KEY_ADULT)
        # What one wrote was about a child one knew then, and has nothing to do with any longer.
        for person in self.people.values():
            put_around(by=TESTS, pupil=self.children["wrote"], user=person, why=Around.Why.KEY_ADULT, from_on=today)
        self.leaving = today - timedelta(days=3)

    def _records(self):
        """Each kind of record once for each relation; those one wrote, once for each person who may."""
        makers = {
            "concern": (self._concern, Permission.CONCERN_RAISE, ALL_LEVELS),
            "placement": (self._placement, Permission.PLACEMENT_DECIDE, (Level.TEAM, Level.WELLBEING)),
            "meeting": (self._meeting, Permission.MEETING_WRITE, ALL_LEVELS),
            "consultation": (self._consultation, Permission.MEETING_WRITE, (Level.TEAM,)),
            "referral": (self._referral, Permission.REFERRAL_WRITE, (Level.WELLBEING, Level.SAFEGUARDING)),
        }
        for kind, (make, permission, levels) in makers.items():
            for level in levels:
                made = {r: make(self.author, self.children[r], level) for r in RELATIONS if r != "wrote"}
                made["wrote"] = {
                    name: self._own(make, person, permission, level) for name, person in self.people.items()
                }
                self.objects[f"{kind} {level}"] = made
        self.objects["group wellbeing"] = {r: self._group(r) for r in RELATIONS}
        self._named()
        self._urgent()
        self.objects["contact"] = {r: make_order(child) for r, child in self.children.items()}
        self.objects["invitation"] = {r: make_invitation(child, self.author) for r, child in self.children.items()}
        self.objects["sibling"] = {r: make_sibling(child) for r, child in self.children.items()}
        for kind, make in FILE_THINGS.items():
            self.objects[kind] = {r: make(child, self.author) for r, child in self.children.items()}
        self._small_things()
        self._programmes()
        Around.objects.filter(pupil=self.children["wrote"]).update(until_on=timezone.localdate())
        mark_left(by=TESTS, pupil=self.children["leaver"], left_on=self.leaving)
        for child in self.children.values():
            block_relative(by=self.people["office"], pupil=child, user=self.people["relative"])

    def _named(self):
        """Records for named people: about the child one is around, everybody is named who may be; the author leads."""
        set_keeping(by=self.author, lead=self.author, head_reads=True, kept_in="")
        everybody = [who for name, who in self.people.items() if may(who, Permission.CONCERN_RAISE)]
        people = {r: everybody if r == "around" else [self.colleague] for r in RELATIONS}
        made = {r: self._held(self.author, child, people[r]) for r, child in self.children.items() if r != "wrote"}
        writers = {
            name: who if may(who, Permission.CONCERN_RAISE) else self.author for name, who in self.people.items()
        }
        made["wrote"] = {
            name: self._held(who, self.children["wrote"], [self.colleague]) for name, who in writers.items()
        }
        self.objects["concern named"] = made

    def _held(self, by, child, people):
        concern = self._concern(by, child, Level.SAFEGUARDING)
        return name_people(by=self.author, concern=concern, people=people, reason="For the grid.")

    def _urgent(self):
        """Something urgent about each child, with a plan and a hand-over; about another class's, once for each who may."""
        made = {r: self._episode(self.author, self.children[r]) for r in RELATIONS if r != "wrote"}
        made["wrote"] = {
            name: self._episode(
                person if may(person, Permission.CONCERN_RAISE) else self.author, self.children["wrote"]
            )
            for name, person in self.people.items()
        }
        self.objects["episode"] = made
        self.objects["plan"] = {r: made[r] for r in RELATIONS}
        due = timezone.localdate() + timedelta(days=3)
        facts = {"by": self.author, "kind": "return", "who": self.author, "due_on": due}
        self.objects["promise"] = {
            r: {name: promise(episode=one, **facts) for name, one in of.items()}
            if r == "wrote"
            else promise(episode=of, **facts)
            for r, of in made.items()
        }

    def _episode(self, by, child):
        with time_machine.travel(
            timezone.now() - timedelta(seconds=AN_HOUR)
        ):  # whoever it calls is called by now, on every page alike
            made = open_urgent(by=by, pupil=child)
        plan = write_plan(by=self.author, episode=made, boxes={"helps": "A walk."})
        hand_over(by=self.author, episode=made, to=self.colleague, words="For the grid.")
        seal(plan, self.author)
        return made

    def _small_things(self):
        """A flag, a slip and a briefing about each child; the briefing one wrote, for everybody who may write one."""
        self.objects["box"] = self.classes
        self.objects["correction team"] = {
            relation: {name: self._correction(one) for name, one in meeting.items()}
            if isinstance(meeting, dict)
            else self._correction(meeting)
            for relation, meeting in self.objects["meeting team"].items()
        }
        self.objects["evening team"] = self._evenings()
        self.objects["view"] = {r: self._views(child) for r, child in self.children.items()}
        self.objects["contact note"] = {r: make_note(child, self.author) for r, child in self.children.items()}
        talkers = {n: who if may(who, Permission.CONCERN_RAISE) else self.author for n, who in self.people.items()}
        self.objects["contact note"]["wrote"] = {
            n: make_note(self.children["wrote"], who) for n, who in talkers.items()
        }
        self.objects["informal plan"] = {r: make_plan(child, self.author) for r, child in self.children.items()}
        for level in (Level.TEAM, Level.WELLBEING):
            made = {r: make_sheet(child, self.author, level) for r, child in self.children.items()}
            self.objects[f"sheet {level}"] = made
            self.objects[f"chart {level}"] = {
                r: make_chart(child, self.author, level) for r, child in self.children.items()
            }
        self.objects["passport"] = {
            r: make_sheet(child, self.author, which="passport") for r, child in self.children.items()
        }
        self.objects["flag"] = {r: make_flag(child, self.author) for r, child in self.children.items()}
        self.objects["slip"] = {r: make_slip(child, self.classes[r], self.author) for r, child in self.children.items()}
        made = {r: make_briefing(child, self.author, self.colleague) for r, child in self.children.items()}
        wrote = self.children["wrote"]
        writers = {name: who if may(who, Permission.PUPIL_READ) else self.author for name, who in self.people.items()}
        made["wrote"] = {name: make_briefing(wrote, who, self.colleague) for name, who in writers.items()}
        self.objects["briefing"] = made

    def _programmes(self):
        """A programme about each child, led by somebody else; about the child one is around, led by oneself."""
        leads = {name: who if may(who, Permission.SESSION_KEEP) else self.author for name, who in self.people.items()}
        for level in (Level.TEAM, Level.WELLBEING):
            made = {
                relation: {name: make_run(child, level, by=self.author, lead=lead) for name, lead in leads.items()}
                if relation in ("around", "wrote")
                else make_run(child, level, by=self.author, lead=self.author)
                for relation, child in self.children.items()
            }
            self.objects[f"programme place {level}"] = made
            for kind, of in (
                ("programme", lambda place: place.programme),
                ("session", lambda place: place.sessions.get()),
            ):
                self.objects[f"{kind} {level}"] = {
                    relation: {name: of(one) for name, one in place.items()} if isinstance(place, dict) else of(place)
                    for relation, place in made.items()
                }

    def _own(self, make, person, permission, level):
        """Theirs where they may make one (a safeguarding referral is the safeguarding leads' alone)."""
        own = may(person, permission)
        if make == self._referral and level == Level.SAFEGUARDING:
            own = own and Role.DSL in person.roles
        return make(person if own else self.author, self.children["wrote"], level)

    def _concern(self, by, child, level):
        made = concerns.raise_concern(
            by=by,
            pupil=child,
            answers={"facts": "Sat alone.", "danger": Concern.Danger.NO},
            needs=list(Need.objects.filter(code="N4")),
            files=[Examined(b"%PDF-1.7 for the grid", "pdf", "grid.pdf", False)],
        )
        if made.level != level:
            concerns.change_level(by=self.author, concern=made, level=level, reason="For the grid.")
            made.refresh_from_db()
        return made

    def _placement(self, by, child, level):
        made = place(child, by=by, level=level)
        propose_target(
            by=by, placement=made, by_on=timezone.localdate() + timedelta(days=20), will="sit down", setting="class",
            measured="Lessons", baseline=1, goal=3,
        )  # fmt: skip
        end_target(by=by, target=aim(made, by=by), outcome="met", why="For the grid.")  # room for the next one's
        return made

    def _meeting(self, by, child, level):
        made = make_meeting(child, by=by, level=level)
        agree(by=by, meeting=made, what="For the grid.", who="Grid", by_on=None)
        seal(Copy.objects.create(meeting=made, contact=make_contact(child)), self.author)
        return made

    def _correction(self, meeting):
        """What the reader of its one copy says is wrong, with the answer's paper."""
        made = Correction.objects.create(
            meeting=meeting, copy=meeting.copies.get(), said="For the grid.", answer="Grid.", written_by=self.author
        )
        seal(made, self.author)
        return made

    def _evenings(self):
        """The meeting of each relation once more as part of an evening of its own."""
        made = {}
        for relation, meeting in self.objects["meeting team"].items():
            if isinstance(meeting, dict):
                made[relation] = {name: self._evening(one) for name, one in meeting.items()}
            else:
                made[relation] = self._evening(meeting)
        return made

    def _evening(self, meeting):
        school_class = SchoolClass.objects.create(name=f"Grid evening {meeting.pk}", year_group="4")
        day = timezone.localdate()
        evening = Evening.objects.create(school_class=school_class, on=day, made_by=self.author)
        Meeting.objects.filter(pk=meeting.pk).update(evening=evening)
        return evening

    def _views(self, child):
        """What everybody was asked to bring to one meeting about this child."""
        meeting = make_meeting(child, by=self.author)
        return {
            name: View.objects.create(meeting=meeting, whose="child", asked_of=who, asked_by=self.author)
            for name, who in self.people.items()
        }

    @staticmethod
    def _consultation(by, child, level):
        return ask_sendco(by=by, pupil=child, question="For the grid.")

    def _group(self, relation):
        """The child of this relation and another one of the grid's: to read of one is enough."""
        pair = [self.children[relation], self.children["own" if relation == "last" else "last"]]
        agency = Agency.objects.get(code="pupil-support-worker")
        return consider_group(by=self.author, agency=agency, theme="A need", why="For the grid.", children=pair)

    def _referral(self, by, child, level):
        made = make_referral(child, by=by, level=level)
        seal(made, self.author)
        make_answered(made, by)
        return made

    def client(self, identity):
        """A signed-in browser, made before whatever then happened to its person."""
        if identity not in self.clients:
            client = Client()
            client.handler = self.handler
            person = self.people.get(identity)
            if identity == "role changed":
                User.objects.filter(pk=person.pk).update(roles=[str(Role.DSL)])
            if person is not None:
                sign_in(client, person, second_factor=identity != "half signed in")
                _stay_fresh(client)
            if identity == "guest":
                client.post(reverse("concerns:guest"), {"idempotency_key": str(uuid.uuid4()), "pin": todays_pin()})
            if identity == "role changed":
                User.objects.filter(pk=person.pk).update(roles=[str(r) for r in PARTS[identity]])
            if identity == "deactivated":
                User.objects.filter(pk=person.pk).update(is_active=False, left_at=timezone.now())
            self.clients[identity] = client
        return self.clients[identity]

    def targets(self, row, address, identity):
        """(relation, arguments) of every cell of this row for this identity."""
        names = [name for name, _ in address.arguments]
        if not names:
            return [("any", {})]
        if not row.kind:
            return [("any", {name: self.plain[name](self, identity) for name in names})]
        if row.kind in PLAIN:
            kinds = {name: name if name in ("scan", "what") else row.kind for name in names}
            return [("own", {name: self.plain[kind](self, identity) for name, kind in kinds.items()})]
        cells = []
        for relation in RELATIONS:
            thing = self.objects[row.kind][relation]
            if isinstance(thing, dict):
                thing = thing.get(identity) or next(iter(thing.values()))
            cells.append((relation, {name: self._id(thing, name) for name in names}))
        return cells

    @staticmethod
    def _id(thing, name):
        if name == "attachment":
            owner = thing.replies.get() if hasattr(thing, "replies") else thing
            return Attachment.objects.of(owner).get().public_id
        if name in ("consent", "proof"):
            consent = thing.consents.get()
            return consent.public_id if name == "consent" else Attachment.objects.of(consent).get().public_id
        if name == "workshop":
            return thing.workshop.public_id
        if name == "reply":
            return thing.replies.get().public_id
        if name == "copy":
            return thing.copies.get().public_id
        if name in ("target", "measure", "proposal"):
            return getattr(thing, f"{name}s").get().public_id
        if name == "agreed":
            return thing.agreed.get().public_id
        if name == "reading":
            return thing.measures.get().readings.get().public_id
        if name == "step":
            return "finish"
        if name == "answer":
            return "withdraw"
        if name == "sheet_kind":
            return SHEET
        if name == "week":
            return thing.mondays(timezone.localdate())[0]
        if name == "version":
            return thing.versions.get().public_id
        if name == "paragraph":
            return thing.paragraphs.get().public_id
        if name == "plan":
            return thing.plans.get().public_id
        if name == "note":
            return thing.hand_overs.get().public_id
        return thing.public_id


def _stay_fresh(client):
    """The grid takes longer than five minutes on a slow machine: no sign-in of it grows old meanwhile."""
    session = client.session
    session["began_at"] = session["seen_at"] = int(time.time()) + AN_HOUR
    for shown in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        shown["at"] += AN_HOUR
    session.save()


def build_grid_world():
    """Everything the grid asks about, made through the actions."""
    return GridWorld()
