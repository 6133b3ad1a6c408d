"""What is measured: a name, who asks, the URL name, and what a post sends. Goals are performance.md's, in floors."""

import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """One line of the table. `goal` is in floors: for the child's page in all, elsewhere over the signed-in floor."""

    name: str
    url_name: str
    who: str = "dsl"
    args: tuple = ()  # names of the cast's records, given by their public id
    post: dict = field(default_factory=dict)
    answers: int = 200
    goal: float | None = None
    requests: int = 200

    @property
    def goal_is_in_all(self):
        """performance.md gives a child's page in all, and every other page over the signed-in floor."""
        return self.url_name == "dashboard:child"

    def path(self, cast):
        return reverse(self.url_name, args=[getattr(cast, name).public_id for name in self.args])


HOMES = {
    "dsl": "a safeguarding lead",
    "teacher": "a teacher",
    "support": "support staff",
    "sendco": "the SENDCo",
    "wellbeing_lead": "the Wellbeing Lead",
    "head": "the head",
    "office": "the office",
    "governor": "a governor",
    "technical": "technical",
}
FLOOR = Page("floor: a constant answer", "bench_floor", who="", requests=1_000)
SIGNED_IN = Page("signed in: a constant answer", "bench_signed_in", requests=600)
PAGES = [
    *[Page(f"home of {name}", "dashboard:home", who=who, goal=12, requests=100) for who, name in HOMES.items()],
    Page("a child's page, 100 entries", "dashboard:child", args=("child",), goal=12),
    Page("list: the triage queue of 50", "concerns:queue", goal=8),
    Page("list: children", "pupils:list"),
    Page("a concern to decide on", "concerns:read", args=("concern",)),
    Page("a concern's receipt", "concerns:receipt", who="teacher", args=("concern",)),
    Page("the form for a concern", "concerns:log", who="teacher", requests=100),
    Page("list: the review board", "interventions:board", who="sendco", goal=20),
    Page("one review, with its pictures", "interventions:review", who="sendco", args=("placement",)),
    Page("a group of forty reviews", "interventions:review_together", who="sendco"),
    Page("sessions today, who leads them", "interventions:today", who="sendco"),
    Page("list: programmes", "interventions:programmes", who="sendco"),
    Page("list: the waiting list", "interventions:waiting_list", who="sendco"),
    Page("how help went this year", "interventions:this_year", who="sendco"),
    Page("the provision map", "interventions:map", who="sendco"),
    Page("how is it going, a teacher", "interventions:asked", who="teacher"),
    Page("find a child by three letters", "pupils:find", post={"q": "chi"}, goal=6),
    Page("search: a word of every day", "dashboard:search_words", post={"q": "lunch"}, goal=20),
    Page("search: a word said once", "dashboard:search_words", post={"q": "lantern"}, goal=20),
    Page("search of a teacher: every day", "dashboard:search_words", who="teacher", post={"q": "lunch"}, goal=20),
    Page("chronology, 50 lines", "dashboard:chronology", args=("child",)),
    Page(
        "log a concern",
        "concerns:log",
        who="teacher",
        answers=302,  # a form that was not accepted is shown again with 200
        goal=9,
        post={
            "pupil": "{child}",
            "facts": "He sat by himself at lunch again.",
            "danger": "no",
            "happened_at": "{now}",
        },
    ),
]


def body(page, cast, token):
    """One post's fields. What makes a record has a key of its own each time, as a page's form does."""
    facts = {"child": str(cast.child.public_id), "now": datetime.now().strftime("%Y-%m-%dT%H:%M")}
    sent = {name: value.format(**facts) for name, value in page.post.items()}
    key = {"idempotency_key": str(uuid.uuid4())} if page.answers == 302 else {}
    return sent | key | {"csrfmiddlewaretoken": token}


def there(page, cast):
    """Does the app have this page yet?"""
    try:
        return bool(page.path(cast))
    except NoReverseMatch:
        return False
