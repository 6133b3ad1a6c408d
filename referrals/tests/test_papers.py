"""The papers themselves: no other child in a thousand of them, thirty read back, built for a screen reader, no bomb."""

import io
import random
import re
from datetime import date, timedelta
from types import SimpleNamespace

import pikepdf
import pytest
from django.utils import timezone

from documents import rendering
from documents.rendering import CannotBeMade, make_pdf
from documents.tests.reading_back import text_of
from families.models import Meeting
from interventions.models import Decision, Move, Placement
from interventions.tests.world import make_area
from pupils.models import Consent, Contact, Membership, Pupil
from referrals.assembling import offered
from referrals.letters import paper_html
from referrals.models import Chosen, Letter, LetterCopy, Referral, Wording
from referrals.tests.world import WHOLE
from referrals.wording.seed import add_wordings
from referrals.wording.values import values_of
from school.models import Agency, School
from school.seed import add_agencies
from staff.policy import Level

CHILDREN = 40
MARK = re.compile(r"q(\d+)z")
ROUTES = (Agency.Route.LETTER, Agency.Route.PORTAL, Agency.Route.TELEPHONE)


@pytest.fixture(scope="module", autouse=True)
def rooms_closed():
    yield
    rendering.close_rooms()


def a_school(cast):
    """Forty children, some of one family, each with help, a review, a meeting and adults: every fact has the child's mark."""
    today, area = timezone.localdate(), make_area("Worry")
    made = []
    for n in range(CHILDREN):
        mark = f"q{n}z"
        child = Pupil.objects.create(
            legal_forename=f"Fore{mark}", legal_surname=f"Sur{mark}", preferred_forename=f"Pref{mark}",
            preferred_surname=f"Name{mark}", born_on=date(2017, 1 + n % 12, 1 + n % 28), year_group="4",
            address=f"{n} Road {mark}", postcode=f"A{mark}", strengths=f"Draws {mark}",
        )  # fmt: skip
        Membership.objects.create(pupil=child, school_class=cast.oak, from_on=today - timedelta(days=60))
        contacts = [
            Contact.objects.create(
                pupil=child, name=f"Adult{mark} {who}", relationship="Parent", responsibility="yes", priority=who,
                address=f"{who} Street {mark}", address_confidential=bool((n + who) % 2),
            )
            for who in (1, 2)
        ]  # fmt: skip
        help_given = Placement.objects.create(
            pupil=child, area=area, wave=2, reason=f"Reason {mark}", hoped_for=f"Hope {mark}", decided_by=cast.sendco,
            opened_on=today - timedelta(days=50), review_on=today + timedelta(days=9),
            level=Level.TEAM if n % 2 else Level.WELLBEING,
        )  # fmt: skip
        Move.objects.create(
            placement=help_given, number=1, decision=Decision.CONTINUE, from_wave=2, to_wave=2, why=f"Why {mark}",
            evidence=f"Evidence {mark}", child_said=f"Child {mark}", parents_said=f"Home {mark}", decided_by=cast.sendco,
            review_on=today,
        )  # fmt: skip
        Meeting.objects.create(
            pupil=child, purpose="review", planned_at=timezone.now() - timedelta(days=3), planned_by=cast.sendco,
            state="shared", strengths=f"Strong {mark}", school_sees=f"Sees {mark}", child_view=f"View {mark}",
            parents_view=f"Parents {mark}",
        )  # fmt: skip
        made.append(SimpleNamespace(number=n, pupil=child, contacts=contacts))
    return made


def letters_of(school, cast, number, seed=7):
    """That many papers of random children by random writers, from random lines of what each is offered: a letter and
    its copies, or the answers for a form or a call."""
    chance = random.Random(seed)
    wordings = {route: list(Wording.objects.filter(route=route).select_related("agency")) for route in ROUTES}
    agencies = {route: Agency.objects.filter(route=route, dsl_only=False).first() for route in ROUTES}
    shelf = {
        (one.number, writer.pk): list(offered(one.pupil, writer, Level.WELLBEING).values())
        for one in school
        for writer in (cast.sendco, cast.dsl)
    }
    made = 0
    while made < number:
        one, writer = chance.choice(school), chance.choice([cast.sendco, cast.dsl])
        wording = chance.choice(wordings[chance.choice(ROUTES)])
        agency = wording.agency or agencies[wording.route]
        consent = Consent(
            pupil=one.pupil, answer="given", contact=chance.choice(one.contacts), given_on=timezone.localdate()
        )
        referral = Referral(pk=-1, pupil=one.pupil, agency=agency, why="Little change.", consent=consent)
        ticked = chance.sample(shelf[one.number, writer.pk], chance.randint(0, 6))
        words = {name: f"{words} q{one.number}z" for name, words in WHOLE.items()}
        letter = Letter(pk=-1, referral=referral, written_by=writer, wording=wording, **words)
        chosen = [
            Chosen(letter=letter, key=i.key, box="tried", what=i.what, when=i.when, effect=i.effect) for i in ticked
        ]
        letter._prefetched_objects_cache = {"chosen": chosen}
        copies = [LetterCopy(referral=referral, contact=contact) for contact in one.contacts]
        referral._prefetched_objects_cache = {"copies": copies}
        values = values_of(letter, referral)
        for copy in [None, *copies] if wording.route == Agency.Route.LETTER else [None]:
            made += 1
            yield one, letter, paper_html(letter, referral, copy, values)


@pytest.fixture
def furnished(db):
    add_agencies()
    add_wordings()


def test_a_thousand_papers_name_no_other_child(cast, furnished, monkeypatch):
    monkeypatch.setattr(School, "current", lambda school=School.current(): school)  # the letterhead, asked for once
    school, whose = a_school(cast), set()
    for one, letter, html in letters_of(school, cast, 1000):
        assert {int(mark) for mark in MARK.findall(html)} == {one.number}, letter.wording
        assert not {contact.address for contact in one.contacts if contact.address_confidential} & set(
            re.findall(r"\d Street q\d+z", html)
        )
        whose.add(one.number)
    assert len(whose) == CHILDREN


@pytest.mark.parametrize("number", [4, pytest.param(30, marks=pytest.mark.long)])
def test_papers_read_back_name_no_other_child(cast, furnished, number):
    school = a_school(cast)
    for one, _, html in letters_of(school, cast, number, seed=number):
        text = text_of(make_pdf(html, title="Letter", reference="AB-1").pdf)
        assert {int(mark) for mark in MARK.findall(text)} == {one.number}


def parts_of(pdf):
    """[(tag, its dictionary)] of the whole structure, in order."""
    found = []

    def walk(part):
        if isinstance(part, pikepdf.Array):
            for one in part:
                walk(one)
        elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
            found.append((str(part.S)[1:], part))
            if "/K" in part:
                walk(part.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def headers_of(part):
    """The names of the headers a cell of a table is read out with."""
    return [str(name) for name in part.get("/A", pikepdf.Dictionary()).get("/Headers", [])]


@pytest.mark.parametrize("route", ROUTES)
def test_every_paper_of_this_room_is_built_for_a_screen_reader(cast, furnished, route):
    """PDF/UA: marked, its language and title, headings one under another, cells with their headers, no mute picture."""
    one = a_school(cast)[0]
    agency = Agency.objects.filter(route=route, dsl_only=False).first()
    referral = Referral(pk=-1, pupil=one.pupil, agency=agency, why="x")
    letter = Letter(
        pk=-1, referral=referral, written_by=cast.sendco, wording=Wording.objects.for_agency(agency), **WHOLE
    )
    rows = [
        Chosen(letter=letter, key="a", box="tried", what="A worry book", when="Since May", effect="Two more nights")
    ]
    letter._prefetched_objects_cache, referral._prefetched_objects_cache = {"chosen": rows}, {"copies": []}
    made = make_pdf(paper_html(letter, referral), title="Letter", reference="AB-1")
    assert made.pages == 1
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked and pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB" and str(pdf.docinfo["/Title"]) == "Letter"
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"
        parts = parts_of(pdf)
        tags = [tag for tag, _ in parts]
        assert tags, "nothing is tagged"
        headings = [int(tag[1]) for tag in tags if re.fullmatch(r"H\d", tag)]
        assert headings[0] == 1 and headings.count(1) == 1 and len(headings) > 5
        assert all(deeper - before <= 1 for before, deeper in zip(headings, headings[1:], strict=False))
        heads = [str(part["/ID"]) for tag, part in parts if tag == "TH"]
        cells = [headers_of(part) for tag, part in parts if tag == "TD"]
        assert cells == ([[head] for head in heads] if route == Agency.Route.LETTER else [])
        assert len(heads) == len(set(heads)) == len(cells)
        assert all(str(part.get("/Alt", "")).strip() for tag, part in parts if tag == "Figure")
        assert "P" in tags and ("Table" in tags) == (route == Agency.Route.LETTER)


BOMBS = {
    "a word without end": {"what_we_see": "x" * 6000},
    "lines without end": {"what_we_see": "- a\n" * 1500, "tried": "\n\n" * 3000},
    "every box full": {name: "Word. " * 60 for name in WHOLE if name not in ("recipient", "gp", "recipient_address")},
    "marks without end": {"tried": "**" * 3000, "risk": "_" * 3000, "ask": "[[" * 900, "impact": "> " * 1500},
}


@pytest.mark.parametrize("rows, words", [(0, words) for words in BOMBS.values()] + [(60, {})], ids=[*BOMBS, "rows"])
def test_no_words_in_a_box_are_a_bomb(cast, furnished, monkeypatch, rows, words):
    """Within small limits: printed, or refused in one sentence."""
    monkeypatch.setattr(rendering, "LIMITS", {"cpu": 2, "wall": 20, "memory": 512 << 20, "bytes": 2 << 20})
    pupil = Pupil(
        legal_forename="A", legal_surname="B", preferred_forename="A", born_on=date(2017, 1, 1), year_group="4"
    )
    agency = Agency.objects.get(code="gp")
    referral = Referral(pk=-1, pupil=pupil, agency=agency, why="x")
    letter = Letter(
        pk=-1,
        referral=referral,
        written_by=cast.sendco,
        wording=Wording.objects.for_agency(agency),
        **{**WHOLE, **words},
    )
    chosen = [Chosen(key=str(n), box="tried", what="What " * 400, when="", effect="Effect " * 400) for n in range(rows)]
    letter._prefetched_objects_cache, referral._prefetched_objects_cache = {"chosen": chosen}, {"copies": []}
    for asked in ("family_of", "address_of"):
        monkeypatch.setattr(f"referrals.wording.values.{asked}", lambda pupil: "")
    html = paper_html(letter, referral)
    assert len(html) < 2_000_000
    try:
        assert make_pdf(html, title="Letter", reference="AB-1").pages > 0
    except CannotBeMade as refusal:
        assert str(refusal) in rendering.SENTENCES.values()
