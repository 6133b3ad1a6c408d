"""What staff print to have in the hand: a supply teacher's card, an empty week of a chart, an empty sheet."""

from audit.actions import action, record
from documents.actions import order_document
from interventions import letters
from interventions.sheet_kinds import KINDS
from staff.permitted import require
from staff.policy import Permission

CARD, WEEK, EMPTY = "card", "empty week", "empty sheet"  # kinds of document


@action
def print_card(*, by, sheet):
    """The few boxes of a passport that a supply teacher needs today, as a PDF for whoever asks."""
    require(by, Permission.PLACEMENT_READ, sheet)
    html = letters.card_html(sheet)
    record("sheet.card_printed", sheet, by=by, pupil=sheet.pupil)
    return order_document(by=by, kind=CARD, title="Card for today", html=html, owner=sheet, pupil=sheet.pupil)


@action
def print_blank_chart(*, by, chart):
    """An empty week of a chart, for the child and an adult to mark."""
    require(by, Permission.PLACEMENT_READ, chart)
    html = letters.blank_chart_html(chart)
    record("chart.printed", chart, by=by, pupil=chart.pupil)
    return order_document(by=by, kind=WEEK, title="Reflection chart", html=html, owner=chart, pupil=chart.pupil)


@action
def print_blank_sheet(*, by, which):
    """An empty sheet of one kind. No child is on it."""
    require(by, Permission.PLACEMENT_READ)
    kind = KINDS[which]
    record("sheet.blank_printed", by, by=by, fields=[which])
    return order_document(by=by, kind=EMPTY, title=kind.name, html=letters.blank_sheet_html(kind), owner=by)
