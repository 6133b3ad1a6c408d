"""Words of this room onto paper: a sheet about a child, for those around them."""

from documents.letters import typed
from interventions.sheet_kinds import laid_out

A_LINE, A_PAGE = 88, 26  # letters across the paper; lines of words that fit one page at the usual size


def sheet_html(version, words):
    """The finished HTML of one version. The child is named in the words and nowhere else."""
    sheet = version.sheet
    tight = sum(1 + len(line) // A_LINE for text in words.values() for line in text.splitlines()) > A_PAGE
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
        tight=tight,
    )
