"""Registers the staff room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self):
        from staff import demo, sign_in_log  # noqa: F401  the demo's check, and what is heard at the door
        from staff.notices import Kind, register

        register(
            Kind(
                name="access_given",
                sentence="Somebody was given a role that reads about safeguarding. Please check that it is right.",
                url_name="staff:people",
                still_owed=lambda notice: notice.read_at is None,
            )
        )
