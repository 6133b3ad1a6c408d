"""Addresses of sheets about a child, each in its versions, with empty ones to print; and of reflection charts."""

from django.urls import path

from interventions.views import charts, levels, prints, sheets

urlpatterns = [
    path("sheets/of/<uuid:pupil>/", sheets.sheets, name="sheets"),
    path("sheets/start/<uuid:pupil>/<slug:sheet_kind>/", sheets.start_sheet, name="start_sheet"),
    path("sheets/empty/<slug:sheet_kind>/", sheets.blank_sheet, name="blank_sheet"),
    path("sheets/version/<uuid:version>/", sheets.sheet_version, name="sheet_version"),
    path("sheets/version/<uuid:version>/paper/", sheets.download_sheet, name="download_sheet"),
    path("sheets/<uuid:sheet>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:sheet>/write/", sheets.write_sheet, name="write_sheet"),
    path("sheets/<uuid:sheet>/level/", levels.change_sheet_level, name="change_sheet_level"),
    path("sheets/<uuid:sheet>/card/", sheets.card, name="card"),
    path("papers/<uuid:document>/", prints.download_print, name="download_print"),
    path("charts/", charts.charts, name="charts"),
    path("charts/start/<uuid:pupil>/", charts.start_chart, name="start_chart"),
    path("charts/<uuid:chart>/", charts.chart, name="chart"),
    path("charts/<uuid:chart>/week/<slug:week>/", charts.type_week, name="type_week"),
    path("charts/<uuid:chart>/empty/", charts.blank_chart, name="blank_chart"),
    path("charts/<uuid:chart>/level/", levels.change_chart_level, name="change_chart_level"),
    path("charts/<uuid:chart>/end/", charts.end_chart, name="end_chart"),
]
