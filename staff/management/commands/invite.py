"""Invite somebody from the command line: how the very first account of a school begins."""

from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from audit.actions import Refused, System
from staff.accounts import invite
from staff.forms import InviteForm
from staff.policy import Role


class Command(BaseCommand):
    help = "Make an account and owe the person an invitation by e-mail."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--job-title", default="")
        parser.add_argument("--role", action="append", required=True, choices=[str(role) for role in Role])

    def handle(self, *args, email, name, job_title, role, **options):
        by, typed = System("invite command"), {"email": email, "name": name, "job_title": job_title}
        form = InviteForm({**typed, "roles": role, "idempotency_key": uuid4()}, by=by)
        for field, sentences in form.errors.items():
            raise CommandError(f"{form[field].label}: {sentences[0]}")
        try:
            invite(by=by, roles=role, **typed)
        except Refused as refusal:
            raise CommandError(str(refusal))
        self.stdout.write(f"{name} is invited. The e-mail goes when the worker runs.")
