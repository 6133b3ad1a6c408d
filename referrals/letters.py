"""From the words of a request to its paper: what is still missing, the page as it will be sent, the answers for a form."""

import re

from documents.letters import typed
from families.summary import may_not_leave
from pupils.models import Contact
from pupils.names import other_names_in
from referrals import preflight
from referrals.agreed import beyond_what_was_agreed, in_the_way
from referrals.models import Wording
from referrals.wording.fields import fields_in
from referrals.wording.merging import answers, page
from referrals.wording.values import for_home, values_of, what_the_family_said
from school.models import Agency

ACROSS, SPACE = 88, 0.5  # letters in a line; lines between two blocks
A_PAGE, TWO_PAGES = 27, 52  # lines of a letter that fit one page; lines after which it is two however it is set
A_QUESTION, ANSWERS_A_PAGE, ANSWERS_TWO_PAGES = 1.25, 25, 47  # the same of answers: no address, nothing to sign
PLAIN = "[[purpose]]\n\n[[what_we_see]]\n\n[[ask]]"  # a house without a single wording still writes
TITLES = {Agency.Route.LETTER: "Letter", Agency.Route.PORTAL: "Answers", Agency.Route.TELEPHONE: "Call sheet"}


def draft_of(letter, referral):
    """The facts that are asked about before it goes."""
    chosen = list(letter.chosen.all())
    tried = [one for one in chosen if one.box == "tried"]
    by_letter = referral.agency.route == Agency.Route.LETTER
    boxes = [name for name in letter.WORDS if by_letter or name not in letter.ADDRESSED]
    ticked = [f"{one.what}\n{one.effect}" for one in tried]
    others = other_names_in("\n".join([letter.text(), *ticked]), referral.pupil)
    said = {name for name in boxes if getattr(letter, name).strip()} | ({"tried"} if tried else set())
    home = sum(copy.contact_id is not None for copy in referral.copies.all())
    leaks = _may_not_go_home(letter, ticked, referral.pupil) if home else ()
    return preflight.Draft(
        words={name: getattr(letter, name) for name in boxes},
        agreement=(
            *in_the_way(referral),
            *((words, False) for words in beyond_what_was_agreed(referral.consent, said)),
        ),
        no_place=boxes_without_a_place(letter, referral),
        tried=len(tried),
        without_effect=sum(not one.effect.strip() for one in tried),
        rounds=sum(one.key.startswith("move-") for one in tried),
        rounds_expected=referral.agency.least_cycles,
        gp_wanted=by_letter,
        others=tuple(name for name in others if not any(name in leak for leak in leaks)),
        readers_at_home=home,
        adults_at_home=Contact.objects.filter(pupil=referral.pupil_id).count() if home else 0,
        leaks=leaks,
        urgent=letter.urgent,
    )


def boxes_without_a_place(letter, referral):
    """The boxes that the wording leaves out: what is written in them is read by nobody outside."""
    there = fields_in(wording_of(letter, referral))
    return frozenset(name for name in letter.WORDS if name not in (*letter.ADDRESSED, "gp", *there))


def _may_not_go_home(letter, ticked, pupil):
    """What these words hold of another child, or of where somebody at home lives, as sentences."""
    boxes = [getattr(letter, name) for name in letter.WORDS if name not in (*letter.ADDRESSED, "gp")]
    return tuple(one.text for one in may_not_leave("\n".join([*boxes, *ticked]), pupil) if one.blocks)


def problems_with(letter, referral):
    """Everything that still stands between this and the post, blockers first (REF-4)."""
    return preflight.problems(draft_of(letter, referral))


def wording_of(letter, referral):
    """The words of the wording this was begun with; where there was none, the one in use."""
    wording = letter.wording or Wording.objects.for_agency(referral.agency)
    return wording.words if wording else PLAIN


def paper_html(letter, referral, copy=None, values=None, *, places=False):
    """The whole paper for one reader: the words that are frozen when it is approved. `copy` is one for somebody else;
    `values` are its fields, where several papers of one letter are made; with `places` a screen can jump to each field."""
    route, values = referral.agency.route, values or values_of(letter, referral)
    text = wording_of(letter, referral)
    about = {
        "title": TITLES[route],
        "heading": f"{referral.pupil.legal_name}, born {values['born_on']}",
        "marking": "Confidential",
    }
    if route != Agency.Route.LETTER:
        rows = answers(text, values, places=True) if places else [(*row, "") for row in answers(text, values)]
        compact = ANSWERS_A_PAGE < lines_of_answers(rows) < ANSWERS_TWO_PAGES
        return typed("letters/answers.html", agency=referral.agency, answers=rows, compact=compact, **about)
    if copy and copy.contact_id:
        values = for_home(values)
    body = page(text, values, places=places)
    lines = copy.lines if copy else [letter.recipient, *letter.recipient_address.splitlines()]
    return typed(
        "letters/referral.html",
        recipient=lines,
        salutation=lines[0].split(",")[0].strip(),
        body=body,
        compact=A_PAGE < lines_of(body) < TWO_PAGES,
        copy_of=letter.recipient if copy else "",
        copies=[] if copy else readers(referral),
        signatory=letter.written_by.name,
        signatory_title=letter.written_by.job_title,
        **about,
    )


def request_html(referral, place, tried, said):
    """One page for a colleague who gives help inside school: what they are asked for, and nothing safeguarding."""
    pupil, asks = referral.pupil, referral.lead
    rows = [(one.what, one.when, one.effect) for one in tried]
    words = [place.why, referral.why, *(f"{what} {when} {effect}" for what, when, effect in rows)]
    return typed(
        "letters/inside_request.html",
        title="Request inside school",
        heading=f"A place asked for: {place.offering.name}",
        marking="Confidential",
        pupil=pupil,
        asks=f"{asks.name}, {asks.job_title}" if asks.job_title else asks.name,
        place=place,
        asked_on=referral.sent_on,
        why="" if referral.why.strip() == place.why.strip() else referral.why,
        tried=rows,
        said=what_the_family_said(said),
        wishes=said.childs_wishes if said else "",
        compact=sum(1 + len(text) // (ACROSS // 2) for text in words) > A_PAGE // 2,
    )


def lines_of(body):
    """About how many lines of the paper these words take, the space round headings and rows among them."""
    blocks = re.split(r"</(?:p|li|h2|h3|tr)>|<br>", body)
    return sum(1 + len(re.sub(r"<[^>]*>", "", block).strip()) // ACROSS + SPACE for block in blocks[:-1])


def lines_of_answers(rows):
    """About how many lines of the paper these questions and answers take."""
    answered = [line for _, answer, _ in rows for line in (str(answer) or "–").splitlines()]
    return A_QUESTION * len(rows) + sum(1 + len(line) // ACROSS for line in answered)


def readers(referral):
    """Who else has a copy, in words fit for the agency: whoever is at home is not named."""
    copies = list(referral.copies.all())
    home = ["the family"] if any(copy.contact_id for copy in copies) else []
    return [*home, *(copy.name for copy in copies if not copy.contact_id)]


def answers_of(letter, referral):
    """[(question, answer)] in the agency's own order, for copying into its form or saying on the telephone."""
    return answers(wording_of(letter, referral), values_of(letter, referral))
