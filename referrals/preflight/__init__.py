"""What still stands between a request for help and its reader: a list of problems, worked out from facts alone.

Each question is a registered check: a function from a Draft to its problems, which asks no database. A blocker
stops the paper from going, advice does not, and where it cannot wait nothing stops it but a leak home.
"""

from referrals.preflight import asking, consent, words  # noqa: F401 they register their checks
from referrals.preflight.register import CHECKS, Draft, Problem, check, problems

__all__ = ["CHECKS", "Draft", "Problem", "check", "problems"]
