"""Registers the staff room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self):
        from staff import cover, demo, drafts, sign_in_log  # noqa: F401  the demo's check, and what is heard at the door
        from staff.notices import Kind, house, register

        house.inherit = cover.inherit
        register(
            Kind(
                name="access_given",
                sentence="Somebody was given a role that reads about safeguarding. Please check that it is right.",
                url_name="staff:people",
                still_owed=lambda notice: notice.read_at is None,
                about_a_child=False,
            )
        )
        register(
            Kind(
                name="draft_left_lying",
                sentence="You began to write something more than a day ago. It has not been sent.",
                url_name="staff:my_drafts",
                still_owed=drafts.is_left_lying,
                owed=drafts.left_lying,
            )
        )
        register(
            Kind(
                name="stands_in",
                sentence="You stand in for a colleague who is away.",
                url_name="staff:cover",
                still_owed=cover.stands_in_still,
                about_a_child=False,
            )
        )
