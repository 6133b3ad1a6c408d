"""`verify_audit`: walk the whole log and say whether it is whole."""

from django.core.management.base import BaseCommand, CommandError

from audit.anchors import AnchorProblem, read_anchors
from audit.chain import verify


class Command(BaseCommand):
    help = (
        "Check that no entry of the audit log was changed, removed, added or cut off. Tamper-evident, not tamper-proof."
    )

    def handle(self, **options):
        try:
            anchors = read_anchors()
        except AnchorProblem as problem:
            raise CommandError(str(problem)) from problem
        verdict = verify(anchors)
        for problem in verdict.problems[:50]:
            self.stderr.write(problem)
        if verdict.problems:
            raise CommandError(f"{len(verdict.problems)} problems in {verdict.entries} entries.")
        self.stdout.write(f"{verdict.entries} entries, {len(anchors)} anchors: the log is whole.")
