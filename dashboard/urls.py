"""Addresses of the pages that read across."""

from django.urls import path

from dashboard import calendar_pages, chronology_pages, counts_pages, search_pages, views, watch_pages, year_pages

app_name = "dashboard"
urlpatterns = [
    path("", views.home_page, name="home"),
    path("more/", views.more, name="more"),
    path("calendar/", calendar_pages.calendar, name="calendar"),
    path("feed/<str:token>/school.ics", calendar_pages.calendar_feed, name="calendar_feed"),
    path("child/<uuid:pupil>/", views.child, name="child"),
    path("child/<uuid:pupil>/year/", year_pages.year, name="year"),
    path("child/<uuid:pupil>/year/paper/", year_pages.print_year, name="print_year"),
    path("child/<uuid:pupil>/year/paper/<uuid:document>/", year_pages.download_year, name="download_year"),
    path("child/<uuid:pupil>/readers/", views.readers, name="readers"),
    path("child/<uuid:pupil>/chronology/", chronology_pages.chronology, name="chronology"),
    path("child/<uuid:pupil>/chronology/locked/", chronology_pages.chronology_restricted, name="chronology_restricted"),
    path("child/<uuid:pupil>/chronology/lines/", chronology_pages.choose_lines, name="choose_lines"),
    path(
        "child/<uuid:pupil>/chronology/lines/<slug:kind>/<str:key>/", chronology_pages.curate_line, name="curate_line"
    ),
    path("child/<uuid:pupil>/chronology/paper/", chronology_pages.export_chronology, name="export_chronology"),
    path("child/<uuid:pupil>/chronology/paper/locked/", chronology_pages.export_restricted, name="export_restricted"),
    path(
        "child/<uuid:pupil>/chronology/paper/<uuid:document>/",
        chronology_pages.download_chronology,
        name="download_chronology",
    ),
    path("child/<uuid:pupil>/search/", search_pages.search_child, name="search_child"),
    path("child/<uuid:pupil>/search/restricted/", search_pages.search_child_restricted, name="search_child_restricted"),
    path("search/", search_pages.search_words, name="search_words"),
    path("search/restricted/", search_pages.search_restricted, name="search_restricted"),
    path("approvals/", views.approvals, name="approvals"),
    path("register/", views.sen_register, name="sen_register"),
    path("counts/", counts_pages.numbers, name="counts"),
    path("counts/paper/", counts_pages.print_numbers, name="print_numbers"),
    path("counts/paper/<uuid:document>/", counts_pages.download_numbers, name="download_numbers"),
    path("watch/", watch_pages.watch, name="watch"),
    path("watch/owed/", watch_pages.owed_to, name="owed_to"),
    path("watch/<uuid:document>/again/", watch_pages.make_again, name="make_again"),
    path("watch/<slug:email_kind>/<uuid:email>/again/", watch_pages.send_email_again, name="send_email_again"),
    path("healthz", watch_pages.healthz, name="healthz"),
    path("readyz", watch_pages.readyz, name="readyz"),
]
