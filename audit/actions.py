"""The one way anything is done: inside `@action`, which writes the audit last, in the same transaction."""

import functools
import inspect
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from audit.models import Entry
from audit.requests import request_id

READ_AGAIN_AFTER = timedelta(minutes=10)  # a person leafing to and fro is one reading

_pending = ContextVar("audit_pending", default=None)
_COLUMNS = [
    f.column for f in Entry._meta.fields if f.column not in ("seq", "at", "prev", "hash")
]  # the rest is the database's


class Refused(Exception):
    """The act may not be done now. Its message is one plain sentence, fit for the page.

    A sentence about one of the act's answers goes by its name (`until="Please choose a day."`), and stands beside that box.
    """

    def __init__(self, *sentences, **about):
        self.sentences = [*((None, one) for one in sentences), *about.items()]
        super().__init__(" ".join(one for _, one in self.sentences))


class NotInAction(RuntimeError):
    """`record` was called outside an `@action`: the entry would not share the act's transaction."""


@dataclass(frozen=True)
class Actor:
    """Who is answerable, as the log keeps it. `kind` is user, guest or system; no roles means none."""

    kind: str
    id: str
    label: str
    roles: str = ""


@dataclass(frozen=True)
class Guest:
    """Somebody without an account (supply, visitor): name and agency as they typed them."""

    name: str
    agency: str = ""

    def as_actor(self):
        return Actor("guest", "", f"{self.name} ({self.agency})" if self.agency else self.name)


@dataclass(frozen=True)
class System:
    """The software itself: which task or command, and on whose behalf if on anybody's."""

    task: str
    on_behalf: object = None

    def as_actor(self):
        behalf = f" for {self.on_behalf.as_actor().label}" if self.on_behalf else ""
        return Actor("system", "", f"{self.task}{behalf}")


def action(function):
    """Make a function an act of staff: keyword-only, `by` first, one transaction, audited last.

    The outermost action writes the collected entries as the last statements before commit, so
    the chain's lock is held for an instant; an error anywhere, the log included, undoes it all.
    """
    names = list(inspect.signature(function).parameters.values())
    if not names or names[0].name != "by" or any(p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in names):
        raise TypeError(f"{function.__qualname__}: an action takes keywords only, `by` first")

    @functools.wraps(function)
    def act(**kwargs):
        if _pending.get() is not None:
            with transaction.atomic():
                return function(**kwargs)
        entries = []
        token = _pending.set(entries)
        try:
            with transaction.atomic():
                result = function(**kwargs)
                _write(entries)
            return result
        finally:
            _pending.reset(token)

    act.is_action = True
    return act


def record(verb, subject=None, *, by, pupil=None, fields=(), reason=""):
    """Enter that something was done. Names of fields only; `reason` is the actor's own short reason."""
    pending = _pending.get()
    if pending is None:
        raise NotInAction(f"record({verb!r}) was called outside an action")
    pending.append(_entry(verb, subject, by=by, pupil=pupil, fields=fields, reason=reason))


def record_read(by, subject, verb, *, pupil=None, always=False, reason="", beside=None):
    """Enter that somebody opened a record: once per person, record and ten minutes.

    `beside` are other records of the same child of which its page shows a part, each with its verb.

    `always=True` for downloads and exports, which are each an entry of their own.
    Refused inside a transaction that may be rolled back is as good as not read, so call it
    after permission and before the text is shown.
    """
    entry = _entry(verb, subject, by=by, pupil=pupil, fields=(), reason=reason)
    if not always:
        _write_anew(
            [entry, *(_entry(v, one, by=by, pupil=pupil, fields=(), reason="") for one, v in (beside or {}).items())]
        )
        return
    with transaction.atomic():
        _write([entry])


def record_reads(by, subjects, verb, *, pupil_of=lambda subject: None):
    """The same for a page that shows the text of several records: one question, however many they are."""
    there = {_public_id(subject): subject for subject in subjects}
    _write_anew([_entry(verb, one, by=by, pupil=pupil_of(one), fields=(), reason="") for one in there.values()])


def _write_anew(entries):
    """Enter those of these reads of which ten minutes have passed since they were last entered: both or neither.

    The rows that say when come first and in one order, the log's chain last: two requests that each wait for
    what the other holds would wait for ever.
    """
    if not entries:
        return
    now, names = timezone.now(), ", ".join(_COLUMNS)
    rows = ", ".join([f"({', '.join(['%s'] * len(_COLUMNS))})"] * len(entries))
    sql = f"""WITH shown ({names}) AS (VALUES {rows}), anew AS (
              INSERT INTO audit_lastread (actor_id, subject, verb, at)
              SELECT actor_id, subject, verb, %s FROM shown ORDER BY subject
              ON CONFLICT (actor_id, subject, verb) DO UPDATE SET at = EXCLUDED.at
              WHERE audit_lastread.at <= %s OR audit_lastread.at > %s RETURNING subject)
              INSERT INTO audit_entry ({names}, seq, at, prev, hash)
              SELECT {names}, 0, now(), '', '' FROM shown JOIN anew USING (subject) ORDER BY subject"""  # noqa: S608 our own names
    values = [getattr(entry, column) for entry in entries for column in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, now, now - READ_AGAIN_AFTER, now + READ_AGAIN_AFTER])


def _public_id(subject):
    return str(getattr(subject, "public_id", None) or getattr(subject, "pk", "") or "")


def _entry(verb, subject, *, by, pupil, fields, reason):
    actor = by.as_actor()
    return Entry(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=_flat(actor.label, 200),
        roles=actor.roles,
        verb=verb,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject=_public_id(subject) if subject is not None else "",
        pupil=_public_id(pupil) if pupil is not None else "",
        fields=",".join(fields)[:1000],
        reason=_flat(reason, 500),
        request_id=request_id.get(),
    )


def _flat(text, most):
    """One line of text, no control characters: what is written cannot forge a second line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


def _write(entries):
    """Insert in order. Seq, time and hashes are the database's own (its trigger ignores ours)."""
    if not entries:
        return
    row = "(" + ", ".join(["%s"] * len(_COLUMNS)) + ", 0, now(), '', '')"
    names = ", ".join([*_COLUMNS, "seq", "at", "prev", "hash"])
    sql = f"INSERT INTO audit_entry ({names}) VALUES {', '.join([row] * len(entries))}"  # noqa: S608 our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [getattr(entry, column) for entry in entries for column in _COLUMNS])
