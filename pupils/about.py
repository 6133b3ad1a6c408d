"""What a scope means for any record about a child. Later rooms subclass this and say only their columns."""

from django.db.models import Q

from pupils.models.pupil import Pupil
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Level, Scope

TEAM = (Level.TEAM,)
WELLBEING = (Level.TEAM, Level.WELLBEING)
RESTRICTED = (Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING)


class AboutPupilQuerySet(PermittedQuerySet):
    """Rows about a child, closed and opened by the policy table.

    A subclass says where its facts are:
        PUPIL   the path to the child ("pupil", "placement__pupil")
        AUTHOR  the path to who wrote it ("raised_by"), or "" where nobody did
        LEVEL   the path to its level, or "" where the rows have none (then TEAM is MINE or OWN,
                and WELLBEING, RESTRICTED and ALL are every row)
    and may say more in four hooks: `about` (several children in one record), `named` (who was
    named on it) and `noted` (what was sealed and released to this person) and `asked` (what is for their role to decide).
    Every row about a relative's child stays closed, whatever the roles. Leavers' rows stay
    open to ALL, RESTRICTED and WELLBEING; MINE ends with the class, the programme or the school.
    """

    PUPIL = "pupil"
    AUTHOR = ""
    LEVEL = ""

    def about(self, pupils):
        """Q of the rows about any of these children, or of children with these keys. Override where a record has several."""
        return Q(**{f"{self.PUPIL}__in": pupils})

    def named(self, user):
        """Q of the rows this person was named on: theirs to read at every level."""
        return nothing()

    def noted(self, user):
        """Q of the rows sealed and released to this person."""
        return nothing()

    def asked(self, user):
        """Q of the rows of which another row says that somebody with this person's role decides about them."""
        return nothing()

    @property
    def SCOPES(self):
        return {
            Scope.ALL: EVERY_ROW,
            Scope.MINE: self._mine,
            Scope.OWN: self._own,
            Scope.TEAM: lambda user: (self._at(TEAM) & self._mine(user)) | self._own(user),
            Scope.WELLBEING: lambda user: self._at(WELLBEING) | self._own(user),
            Scope.RESTRICTED: lambda user: self._at(RESTRICTED) | self._own(user),
            Scope.NOTED: self.noted,
            Scope.ASKED: self.asked,
        }

    def of_children_here(self):
        """Those about a child who is at school here today."""
        return self.filter(self.about(Pupil.objects.open().values("pk")))

    def not_for(self, user, permission):
        return self.about(Pupil.objects.relatives_of(user))

    def _mine(self, user):
        return self.about(Pupil.objects.mine(user))

    def _own(self, user):
        """What I wrote and what I was named on."""
        own = Q(**{self.AUTHOR: user}) if self.AUTHOR else nothing()
        return own | self.named(user)

    def _at(self, levels):
        if not self.LEVEL:
            return ~nothing()
        return Q(**{f"{self.LEVEL}__in": [str(level) for level in levels]})


def nothing():
    """Q of no row. An empty Q() would be every row."""
    return Q(pk__in=[])
