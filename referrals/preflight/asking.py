"""Is everything there that its reader needs: the ask, what was tried, whose words, what is going well, the risk?"""

import re

from referrals.preflight.register import Problem, check

# Without these there is nothing to send.
NEEDED = (
    ("purpose", "Say in one line what this is for."),
    ("what_we_see", "Say what you see at school, with dates and how often."),
    ("ask", "Say what you ask for, and how soon."),
    ("strengths", "Begin with what the child is good at."),
)
WORTH_HAVING = (
    ("impact", "Say how it affects learning, friends, sleep, eating or attendance."),
    ("child_words", "The child’s own words are missing."),
    ("parents_words", "The parents’ words are missing."),
    ("risk", "Say what risk there is and what you did, or that you see none."),
)
# What each box is called in a sentence; the strengths are on the child's page whether they are asked for or not.
CALLED = {
    "purpose": "what this is for",
    "what_we_see": "what you see",
    "since_when": "when it began",
    "impact": "what it affects",
    "tried": "what has been tried",
    "risk": "about the risk",
    "child_words": "the child’s own words",
    "parents_words": "the parents’ words",
    "ask": "what you ask for",
    "school_continues": "what school will keep doing",
}
OFTEN = re.compile(
    r"\d|\b(once|twice|times?|every|each|daily|weekly|most days|half|a few|several|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)\b",
    re.IGNORECASE,
)
LONG = re.compile(
    r"\b(since|for (the|a|two|three|four|five|six|several|\d+)|until|began|started|weeks?|months?|terms?|years?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|\d{4})\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?|\b(please|ask|would like|advice|advise|see|assess|help|look at|tell us|support|consider)\b", re.IGNORECASE
)


@check
def nothing_that_is_needed_is_missing(draft):
    for box, sentence in NEEDED:
        if not draft.says(box) and box not in draft.no_place:
            yield Problem(sentence, blocks=True, box=box)


@check
def nothing_worth_having_is_missing(draft):
    for box, sentence in WORTH_HAVING:
        if not draft.says(box) and box not in draft.no_place:
            yield Problem(sentence, box=box)


@check
def what_is_written_will_be_read(draft):
    for box, called in CALLED.items():
        if box in draft.no_place and draft.says(box):
            yield Problem(f"They will not read {called}: how this reads has no place for it.", box=box)


@check
def the_ask_is_clear(draft):
    if draft.says("ask") and not ASKS.search(draft.says("ask")):
        yield Problem("Say plainly what you would like them to do.", box="ask", swap="“Please see Ana and tell us …”")


@check
def how_often_and_how_long(draft):
    seen = draft.says("what_we_see")
    if seen and not OFTEN.search(seen):
        yield Problem("Say how often it happens.", box="what_we_see", swap="“on three days in five”")
    if seen and not draft.says("since_when") and not LONG.search(seen):
        yield Problem("Say how long this has been going on.", box="since_when", swap="“since the second week of term”")


@check
def what_was_tried_and_what_changed(draft):
    if not draft.tried and not draft.says("tried"):
        yield Problem("Say what has been tried, for how long, and what it changed.", box="tried")
    elif draft.without_effect and not draft.says("tried"):
        lines = "One line" if draft.without_effect == 1 else f"{draft.without_effect} lines"
        yield Problem(
            f"{lines} of what was tried {'does' if draft.without_effect == 1 else 'do'} not say what it changed."
        )


@check
def the_least_they_expect(draft):
    if draft.rounds < draft.rounds_expected:
        yield Problem(
            f"They expect {draft.rounds_expected} reviewed {'round' if draft.rounds_expected == 1 else 'rounds'} of help; "
            f"{draft.rounds or 'none'} {'is' if draft.rounds < 2 else 'are'} ticked in.",
            box="tried",
        )


@check
def somebody_will_read_it(draft):
    if "recipient" in draft.words and not draft.says("recipient_address"):
        yield Problem("There is no address to send it to.", box="recipient_address")
    if draft.gp_wanted and not draft.says("gp"):
        yield Problem("Name the child’s doctor or surgery.", box="gp")
