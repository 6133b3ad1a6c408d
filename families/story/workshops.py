"""What this room tells of a child about workshops: that home was asked, and that somebody came. Never who did not."""

from families.models import Invitation
from pupils.chronology import Source, joined, register
from staff.policy import Permission


def register_sources():
    for kind, word, at, rows, say in (
        ("invited", "Invited", "sent_on", _sent, "{} was invited to a workshop: {}"),
        ("came", "Workshop", "workshop__held_at", _came, "{} came to a workshop: {}"),
    ):
        register(
            Source(
                kind=kind,
                word=word,
                icon="people",
                rows=rows,
                at=at,
                ref="workshop__public_id",
                url_name="families:workshop",
                line=joined("contact__name", "workshop__topic"),
                say=lambda line, say=say: say.format(*line.split("|", 1)),
            )
        )


def _sent(user, pupils):
    rows = Invitation.objects.permitted(user, Permission.MEETING_READ)
    return rows.filter(pupil__in=pupils, state=Invitation.State.SENT)


def _came(user, pupils):
    return _sent(user, pupils).filter(came=True)
