"""Words that a reader cannot see, names a diagnosis that is not ours to make, other children: offered a swap."""

import re

from referrals.preflight.register import Problem, check

# What cannot be seen or counted → what to write instead.
SWAPS = {
    "always": "how often: “on four days in five”",
    "never": "how often: “not once since September”",
    "constantly": "how often: “about ten times a morning”",
    "all the time": "how often: “in most lessons”",
    "aggressive": "what happened: “pushed”, “threw a chair”, “shouted”",
    "aggression": "what happened: “pushed”, “threw a chair”, “shouted”",
    "violent": "what happened, to whom and how often",
    "naughty": "what the child did",
    "lazy": "what the child does when work begins: “puts their head down within five minutes”",
    "attention seeking": "what the child does, and what happens next",
    "attention-seeking": "what the child does, and what happens next",
    "manipulative": "what was said and done",
    "challenging": "what happened, where and how often",
    "disruptive": "what happened: “calls out”, “leaves the room”",
    "defiant": "what was asked and what the child did",
    "refuses": "what was asked and what the child did or said",
    "kicks off": "what happened: “shouts, then runs to the door”",
    "meltdown": "what it looked like, how long it lasted and what helped",
    "meltdowns": "what they looked like, how long they lasted and what helped",
    "tantrum": "what it looked like, how long it lasted and what helped",
    "tantrums": "what they looked like, how long they lasted and what helped",
    "clingy": "what the child does at the door",
    "obsessed": "what the child talks about and for how long",
    "weird": "what the child said or did",
    "normal": "what you would expect at this age",
}
_WORDS = re.compile(r"\b(" + "|".join(map(re.escape, sorted(SWAPS, key=len, reverse=True))) + r")\b", re.IGNORECASE)
NAMED_ILLNESS = re.compile(
    r"\b(adhd|autis\w*|asperger\w*|asd|dyslexi\w*|dyspraxi\w*|dyscalculi\w*|odd|pda|ptsd|ocd|bipolar"
    r"|depress(?:ion|ed)|anxiety disorder|attachment disorder|anorexi\w*|bulimi\w*|psychosis|psychotic)\b",
    re.IGNORECASE,
)
SAYS_SO = re.compile(r"\bdiagnos\w*", re.IGNORECASE)
# Somebody else said it, or it is being looked into: that is a fact, and the letter may say so.
BY_SOMEBODY = re.compile(
    r"\b(diagnosed by|diagnosis (?:of|by|from)|assess\w*|pathway|waiting list|referred|told us|says|said|wonders?"
    r"|asks? whether)\b",
    re.IGNORECASE,
)
OURS = ("purpose", "strengths", "what_we_see", "since_when", "impact", "tried", "risk", "ask", "school_continues")
SENTENCE = re.compile(r"[^.!?\n]+")


@check
def what_a_reader_can_see(draft):
    said = set()
    for box in OURS:
        for found in _WORDS.finditer(draft.says(box)):
            word = found[0].lower()
            if word not in said:
                said.add(word)
                yield Problem(f"“{found[0]}” cannot be seen or counted.", box=box, swap=f"Say {SWAPS[word]}.")


@check
def school_does_not_diagnose(draft):
    for box in OURS:
        for sentence in SENTENCE.findall(draft.says(box)):
            named = NAMED_ILLNESS.search(sentence) or SAYS_SO.search(sentence)
            if named and not BY_SOMEBODY.search(sentence):
                yield Problem(
                    f"School does not diagnose (“{named[0]}”).",
                    box=box,
                    swap="Say what you see, or who found it and when.",
                )
                return


@check
def no_other_child_is_named(draft):
    if draft.others:
        names = ", ".join(sorted(draft.others))
        yield Problem(f"Another child may be named here: {names}. Take the name out if it is a child’s.")
