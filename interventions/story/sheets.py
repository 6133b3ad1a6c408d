"""What a child's story tells of their sheets and charts: that one was written, began or ended, never what is in it."""

from interventions.models import Chart, ChartWeek, SheetVersion
from interventions.sheet_kinds import KINDS
from pupils.chronology import Source, joined, register
from staff.policy import Permission

READ = Permission.PLACEMENT_READ


def register_sources():
    register(
        Source(
            kind="sheet",
            word="Sheet",
            icon="document",
            rows=lambda user, pupils: SheetVersion.objects.permitted(user, READ).filter(sheet__pupil__in=pupils),
            at="at",
            ref="public_id",
            url_name="interventions:sheet_version",
            line=joined("sheet__which", "version"),
            level="sheet__level",
            pupil="sheet__pupil",
            say=_say_sheet,
        )
    )
    for kind, at, words, say in (
        ("chart", "from_on", "", "A reflection chart began: {}"),
        ("chartended", "ended_on", "came_of_it", "A reflection chart ended: {}"),
    ):
        register(
            Source(
                kind=kind,
                word="Chart",
                icon="chart",
                rows=_charts if kind == "chart" else _ended,
                at=at,
                ref="public_id",
                url_name="interventions:chart",
                line="about",
                words=words,
                level="level",
                say=say.format,
            )
        )
    register(
        Source(
            kind="chartweek",
            word="Chart",
            icon="chart",
            rows=lambda user, pupils: ChartWeek.objects.permitted(user, READ).newest().filter(chart__pupil__in=pupils),
            at="at",
            key="pk",
            ref="chart__public_id",
            url_name="interventions:chart",
            line="chart__about",
            words="helped",
            level="chart__level",
            pupil="chart__pupil",
            say="A week of the reflection chart: {}".format,
        )
    )


def _charts(user, pupils):
    return Chart.objects.permitted(user, READ).filter(pupil__in=pupils)


def _ended(user, pupils):
    return _charts(user, pupils).filter(ended_on__isnull=False)


def _say_sheet(line):
    which, version = line.split("|", 1)
    return f"{KINDS[which].name} {'written' if version == '1' else f'written again, version {version}'}"
