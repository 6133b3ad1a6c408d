"""Words of this room onto paper: a sheet about a child, for those around them."""

from charts.faces import SAID, face
from documents.letters import typed
from interventions.models.charts import DAY_NAMES
from interventions.sheet_kinds import laid_out

A_LINE, A_PAGE = 88, 36  # letters across the paper; lines that fit one page at the usual size
HEADING, SIGNATURES = 2, 5  # the lines they take


def sheet_html(version, words):
    """The finished HTML of one version. The child is named in the words and nowhere else."""
    sheet = version.sheet
    return typed(
        "letters/sheet.html",
        title=sheet.kind.name,
        heading=sheet.kind.name,
        marking="" if sheet.kind.for_team else "Confidential",
        child=sheet.pupil.name,
        version=version,
        written_by=str(version.by),
        kind=sheet.kind,
        rows=laid_out(sheet.kind, words),
        tight=_lines(sheet.kind, words) > A_PAGE,
    )


def _lines(kind, words):
    """About how many lines of the paper this takes: a sheet that would just not fit one page is set closer."""
    alone = [text for (_, line), text in words.items() if line == 0]
    rows = {line for _, line in words if line}
    taken = sum(HEADING + sum(1 + len(line) // A_LINE for line in text.splitlines()) for text in alone)
    return taken + len(rows) * HEADING + (SIGNATURES if kind.signed else 0)


def card_html(sheet):
    """The finished HTML of a passport's card, as its newest version says."""
    kind = sheet.kind
    rows = laid_out(kind, sheet.versions.first().filled_in(), only=kind.card)
    return typed("letters/card.html", title="Card for today", child=sheet.pupil.name, rows=rows)


def blank_chart_html(chart):
    """The finished HTML of an empty week."""
    faces = [(mark, SAID[mark], face(mark)) for mark in sorted(SAID)]
    return typed(
        "letters/blank_chart.html",
        title="Reflection chart",
        heading=f"{chart.pupil.preferred_forename}’s week",
        chart=chart,
        days=DAY_NAMES,
        faces=faces,
    )


def blank_sheet_html(kind):
    """The finished HTML of an empty sheet."""
    rows = laid_out(kind, {}, empty=True)
    return typed("letters/blank_sheet.html", title=kind.name, heading=kind.name, kind=kind, rows=rows)
