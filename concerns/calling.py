"""Whom something urgent calls, after how many minutes, and how that stands: the cascade, read from the rows.

Every message is written when the calling begins, each with its moment. A worker sends those that
are due; the pages read the same rows and count for themselves, so they need no worker.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from concerns.models import MINUTES, Alert, Reply
from concerns.models.concern import LEVELS_OPEN
from school.duty import on_duty
from school.models import OnDuty, dialled
from staff.models import Cover, Outgoing, User
from staff.policy import Permission, Scope, scopes

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Called:
    """One person on the list: when they are called, on which telephone, and what they answered."""

    user: User
    minute: int
    due_at: object
    phone: str
    where: str
    reply: str
    replied_at: object
    sent: tuple

    @property
    def dial(self):
        return dialled(self.phone)


def groups(episode, duty):
    """Who is called first, second, third; never whoever started it, never a relative of the child.

    Whoever has only been invited, has a colleague standing in for them or has said that they cannot come is called
    after those who can come.
    """
    blocked = set(episode.relatives().values_list("user", flat=True))
    blocked.add(episode.opened_by_id)
    held = {s: LEVELS_OPEN[s] for s in (Scope.ALL, Scope.RESTRICTED)}
    people = [
        (person, {s for s in scopes(person.roles, Permission.CONCERN_READ) if episode.level in held.get(s, ())})
        for person in User.objects.who_may(Permission.CONCERN_READ)
        if person.pk not in blocked
    ]
    now = [one.person.pk for one in duty.people]
    rota = now + [one.person.pk for one in duty.everyone if one.person.pk not in now]
    place = {pk: number for number, pk in enumerate(rota)}
    gone = set(Cover.objects.current(timezone.localdate()).values_list("person", flat=True)) | _cannot(episode)
    people.sort(key=lambda one: (one[0].joined_at is None or one[0].pk in gone, place.get(one[0].pk, len(place))))
    team = [person for person, held_by in people if Scope.ALL in held_by]
    heads = [person for person, held_by in people if held_by == {Scope.RESTRICTED}]
    return [group for group in (team[:1], team[1:], heads) if group]


def begin(episode, now):
    """Write every message of this round of calling. Nobody is called twice at one step."""
    found = groups(episode, on_duty(now))
    steps = [*zip(MINUTES, found, strict=False), (MINUTES[-1], [person for group in found for person in group])]
    Alert.objects.bulk_create(
        [
            Alert(
                episode=episode,
                user=person,
                round=episode.round,
                minute=minute,
                channel=channel,
                due_at=now + minute * MINUTE,
                next_at=now + minute * MINUTE,
            )
            for minute, group in steps
            for person in group
            for channel in Alert.Channel.values
        ],
        ignore_conflicts=True,
    )


def stop(episode):
    """Somebody answered, or it is over: what has not gone does not go."""
    episode.alerts.waiting().update(email_state=Outgoing.Email.CANCELLED)


def sooner(episode, now):
    """Everybody called so far cannot come: the next step is due at once."""
    rows = episode.alerts.filter(round=episode.round)
    called = set(rows.filter(due_at__lte=now).values_list("user", flat=True))
    following = rows.waiting().filter(due_at__gt=now).order_by("due_at").first()
    if called <= _cannot(episode) and following is not None:
        rows.waiting().filter(due_at=following.due_at).update(due_at=now, next_at=now)


def _cannot(episode):
    """Who said in this round that they cannot come."""
    rows = episode.replies.filter(kind=Reply.Kind.CANNOT, at__gte=episode.calls_began_at)
    return set(rows.values_list("user", flat=True))


def alerts_of(episode):
    """The messages of this round, in the order in which they go."""
    return [alert for alert in episode.alerts.all() if alert.round == episode.round]


def called_for(episode):
    """Everybody on the list in the order they are called, with how that stands."""
    alerts, replies = alerts_of(episode), {}
    for reply in episode.replies.all():
        if reply.at >= episode.calls_began_at:
            replies[reply.user_id] = reply
    rota = {row.person_id: row for row in OnDuty.objects.active()}
    found = {}
    for alert in alerts:
        found.setdefault(alert.user_id, []).append(alert)
    return [_called(rows, replies.get(pk), rota.get(pk)) for pk, rows in found.items()]


def _called(rows, reply, on_rota):
    first = rows[0]
    gone = {row.channel: row.sent_at for row in rows if row.email_state == Outgoing.Email.SENT}
    return Called(
        user=first.user,
        minute=first.minute,
        due_at=first.due_at,
        phone=on_rota.number if on_rota else first.user.phone,
        where=on_rota.where if on_rota else "",
        reply=reply.get_kind_display() if reply else "",
        replied_at=reply.at if reply else None,
        sent=tuple(sorted(gone.items())),
    )


def number_of(user):
    """The telephone to text this person on: the rota's own, else that of their account."""
    row = OnDuty.objects.active().filter(person=user).first()
    return row.number if row else user.phone
