"""The pages of this room in a real browser, on a phone and on a laptop."""

import pytest
from django.utils import timezone

from pupils.actions import put_around
from pupils.contacts import add_contact
from pupils.importing.actions import commit_import, read_import
from pupils.models import ContactNote, ImportBatch, Pupil
from pupils.siblings import suggest_siblings
from pupils.tests.world import make_pupil
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser

HEAD = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg,Contact 1 Name,Contact 1 Relationship,Contact 1 Mobile,"
HEAD += "Contact 1 Email,Court order\n"
FIRST = (
    "Q919999926001,7001,Vale,Inés,08/11/2019,2,Rowan,Poppy Vale,Mother,07700 900001,p@example.org,\n"
    "E919999925001,7002,Vale,?ukasz,12/09/2020,1,Willow,Poppy Vale,Mother,07700 900001,p@example.org,"
    "Prohibited steps order: mother not to collect\n"
    "U919999924001,7003,Featherstonehaugh-Wolstenholme,Maximiliana,11/06/2020,2,Rowan,,,,,\n"
)
SECOND = (
    "Q919999926001,7001,Vale,Inés,08/11/2019,3,Oak,Poppy Vale,Mother,07700 900009,p@example.org,\n"
    "E919999925001,7002,Vale,?ukasz,12/09/2020,5,Oak,Poppy Vale,Mother,07700 900001,p@example.org,\n"
    ",,Dąbrowska,Zofia,21/06/2019,2,Rowan,,,,,\n"
    "X919999922001,7005,Nguyen,An,12/07/2018,4,Oak,,,,,\n"
    "X919999922002,7006,Nguyen,Bo,32/07/2018,4,Oak,,,,,\n"
)


def file(text):
    return {"name": "list.csv", "mimeType": "text/csv", "buffer": (HEAD + text).encode()}


@pytest.fixture
def full(site, cast):
    """A room with something of everything in it."""
    commit_import(by=cast.office, batch=read_import(by=cast.office, data=(HEAD + FIRST).encode()))
    for child, email in (
        (cast.twin, "d@example.org"),
        (cast.other_twin, "d@example.org"),
        (cast.child, "g@example.org"),
    ):
        add_contact(
            by=cast.office,
            pupil=child,
            facts={"name": "María del Carmen García-López", "relationship": "Mother", "email": email}
            | {"phones": ["07700 900123", "020 7946 0000"], "language": "Spanish", "interpreter": True},
        )
    suggest_siblings(by=cast.office)
    put_around(by=cast.sendco, pupil=cast.child, user=cast.wellbeing_lead, why="key_adult")
    for number in range(70):
        make_pupil(f"Bobby Abel{number:02}", school_class=cast.acorn)
    return cast


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_office_brings_a_file_in(full, page_for, device):
    page = page_for(full.office, device)
    page.goto("/pupils/import/")
    page.set_input_files("input[type=file]", file(SECOND))
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/import/*-*/")
    check_page(page)
    page.get_by_role("button", name="It is Zofia Dąbrowska").click()
    page.get_by_text("This child: Zofia Dąbrowska").wait_for()
    page.get_by_role("button", name="Bring the file in").click()
    page.get_by_role("heading", name="The file is in").wait_for()
    check_page(page)
    assert Pupil.objects.filter(legal_surname="Nguyen").count() == 1
    page.get_by_role("checkbox", name="Kit O'Leary").check()
    page.get_by_role("button", name="Mark the ticked ones as left").click()
    page.get_by_text("please give the day they left").first.wait_for()
    check_page(page)
    page.get_by_label("Left on: Kit O'Leary").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Mark the ticked ones as left").click()
    page.get_by_text("Their records are kept.").wait_for()
    check_page(page)
    full.other_child.refresh_from_db()
    assert full.other_child.left_on and ImportBatch.objects.filter(state="committed").count() == 2


def test_a_hundred_megabytes_get_a_sentence_and_nothing_is_lost(full, page_for, tmp_path):
    big = tmp_path / "big.csv"
    with big.open("wb") as out:
        out.truncate(100 * 1024 * 1024)
    page = page_for(full.office, LAPTOP)
    page.goto("/pupils/import/")
    page.set_input_files("input[type=file]", big)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("larger than 10 MB").first.wait_for()
    check_page(page)


def test_a_teacher_finds_a_child_by_three_keys_and_one_tap(full, page_for):
    page = page_for(full.teacher, LAPTOP)
    page.goto("/pupils/")
    page.get_by_label("Find a child").press_sequentially("ana")
    page.locator("#found").get_by_role("link", name="Ana-María García-López").wait_for()
    check_page(page)
    page.locator("#found").get_by_role("link", name="Ana-María García-López").click()
    page.wait_for_url(f"**/child/{full.child.public_id}/")
    assert "ana" not in page.url


class Hand:
    """Counts what a hand does, with the seconds of experience.md; finding a child by three keys is one tap."""

    TAP, KEY, DECISION = 1.1, 0.3, 1.4

    def __init__(self, page):
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, what):
        self.taps += 1
        what.click()

    def type(self, letters):
        self.keys += len(letters)
        self.page.keyboard.type(letters)

    @property
    def seconds(self):
        return self.taps * (self.TAP + self.DECISION) + self.keys * self.KEY


def test_a_call_from_home_is_written_down_in_twenty_seconds_on_a_phone(full, page_for):
    phone = page_for(full.teacher, PHONE)
    phone.goto("/")
    hand = Hand(phone)
    hand.tap(phone.get_by_label("Find a child"))
    hand.type("ana")
    hand.tap(phone.locator("#found").get_by_role("link", name="Ana-María García-López"))
    phone.wait_for_url(f"**/child/{full.child.public_id}/")
    hand.tap(phone.get_by_role("link", name="More for this child"))
    hand.tap(phone.get_by_role("link", name="A word with a parent, or a call"))
    phone.wait_for_selector("#id_said:focus")
    check_page(phone)
    phone.keyboard.type("She slept well. The worry book helps.")  # free typing is not counted
    hand.tap(phone.get_by_label("A phone call", exact=True))
    hand.tap(phone.get_by_role("button", name="Keep this"))
    phone.wait_for_url("**/family/")
    check_page(phone)
    note = ContactNote.objects.get()
    assert (note.how, note.said) == ("call", "She slept well. The worry book helps.")
    assert note.contact.name == "María del Carmen García-López"
    assert hand.taps <= 6 and hand.seconds <= 20
