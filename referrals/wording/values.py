"""What each merge field becomes for one child's request: plain words, and one table that is our own markup."""

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from pupils.models import Contact
from referrals.agreed import last_word_of_each
from referrals.wording.merging import paragraphs
from school.models import School

DAY = "%-d %B %Y"
CONFIDENTIAL = "(The address is confidential. Please ask us.)"
LEFT_OUT = "(The address is left out of this copy.)"


class Tried(str):
    """What was tried: in an answer as lines, on paper as words and a table. It is the plain words, as a string."""

    def __new__(cls, words, rows):
        lines = [" · ".join(part for part in (when, what, effect) if part) for what, when, effect in rows]
        made = super().__new__(cls, "\n".join(part for part in (words.strip(), *lines) if part))
        made.words, made.rows = words.strip(), rows
        return made

    def __html__(self):
        parts = [paragraphs(self.words)] if self.words else []
        if self.rows:
            lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", self.rows)
            parts.append(
                format_html(
                    '<table><thead><tr><th scope="col">What</th><th scope="col">When</th>'
                    '<th scope="col">What it changed</th></tr></thead><tbody>{}</tbody></table>',
                    lines,
                )
            )
        return mark_safe("\n".join(parts))  # noqa: S308 every word in it went through escape


def values_of(letter, referral):
    """{field: words} of this letter."""
    pupil, school, writer = referral.pupil, School.current(), letter.written_by
    rows = [(one.what, one.when, one.effect) for one in letter.chosen.all() if one.box == "tried"]
    return {
        "child": pupil.name,
        "first_name": pupil.preferred_forename,
        "legal_name": pupil.legal_name,
        "born_on": pupil.born_on.strftime(DAY),
        "year": pupil.year_name,
        "sex": pupil.get_sex_display() if pupil.sex else "",
        "language": pupil.first_language,
        "ethnicity": pupil.ethnicity,
        "sen": pupil.get_sen_status_display() if pupil.sen_status else "",
        "child_address": address_of(pupil),
        "gp": letter.gp,
        "family": family_of(pupil),
        **{name: getattr(letter, name) for name in letter.WORDS},
        "tried": Tried(letter.tried, rows),
        "agreement": agreement_of_each(referral),
        "childs_wishes": _wishes(pupil, referral.consent),
        "why": referral.why,
        "school": school.name,
        "school_phone": school.phone,
        "school_email": school.email,
        "writer": writer.name,
        "writer_title": writer.job_title,
        "today": timezone.localdate().strftime(DAY),
        "agency": referral.agency.name,
    }


def _wishes(pupil, consent):
    """What the child wants, said to be theirs: it stands under what the adults agreed to."""
    return (
        f"What {pupil.preferred_forename} wants: {consent.childs_wishes}" if consent and consent.childs_wishes else ""
    )


def for_home(values):
    """The same for somebody at home, who may live elsewhere: where the child lives is not on their copy."""
    return {**values, "child_address": LEFT_OUT}


def address_of(pupil):
    """Where the child lives; nothing of it where that is confidential, or kept from others for whom they live with."""
    with_them, today = Contact.objects.filter(pupil=pupil, lives_with=True), timezone.localdate()
    if pupil.address_confidential or any(one.hides_address(today) for one in with_them):
        return CONFIDENTIAL
    return ", ".join(part for part in (*pupil.address.splitlines(), pupil.postcode) if part.strip())


def family_of(pupil):
    """The adults at home, one a line: who they are, and whether they have parental responsibility."""
    lines = []
    for one in Contact.objects.filter(pupil=pupil).in_order():
        has = "has parental responsibility" if one.responsibility == one.Responsibility.YES else ""
        home = "lives with the child" if one.lives_with else ""
        lines.append(", ".join(part for part in (one.name, one.relationship.lower(), has, home) if part))
    return "\n".join(lines)


def what_the_family_said(consent):
    """One sentence for a colleague in school, whatever the answer was."""
    if consent is None:
        return "Nobody has written down yet whether the family agrees."
    if consent.answer == consent.Answer.REFUSED:
        return "The family would rather not, for now."
    if consent.answer == consent.Answer.WITHDRAWN:
        return "The family has changed its mind: it does not agree any more."
    return agreement(consent)


def agreement_of_each(referral):
    """The same of every adult who agrees, the last to do so at the end."""
    consent = referral.consent
    if consent is None or consent.answer != consent.Answer.GIVEN:
        return agreement(consent)
    others = [said for said in last_word_of_each(referral).values() if said.pk != consent.pk]
    yes = [said for said in others if said.answer == said.Answer.GIVEN and not said.has_run_out(timezone.localdate())]
    return " ".join(agreement(said) for said in (*yes, consent))


def agreement(consent):
    """The sentence about the family's agreement, fit for the agency."""
    if consent is None:
        return ""
    day = consent.given_on.strftime(DAY)
    if consent.answer == consent.Answer.GIVEN:
        who = ", ".join(part for part in (consent.contact.name, consent.contact.relationship.lower()) if part)
        how = {"signed": " in writing", "phone": " by telephone", "email": " by e-mail"}.get(consent.route, "")
        return f"{who}, agreed to this{how} on {day}."
    if consent.why_not_sought:
        return f"The family’s agreement was not sought: {consent.why_not_sought}"
    return ""
