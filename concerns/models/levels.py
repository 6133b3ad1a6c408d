"""Who reads a concern: by its level, by being named, by having written it, and for an hour past its lock."""

from django.db.models import Exists, Q

from concerns.models.keeping import Keeping, head_reads
from concerns.models.naming import NamedReader, glass_open_to
from pupils.about import RESTRICTED, WELLBEING, AboutPupilQuerySet
from staff.policy import Level, Permission, Scope, scopes

# What each scope opens to somebody who has it; what they wrote themselves is another matter.
LEVELS_OPEN = {
    Scope.OWN: (),
    Scope.TEAM: WELLBEING,  # of a wellbeing record they wrote; of others' only what is theirs at team level
    Scope.WELLBEING: WELLBEING,
    Scope.RESTRICTED: RESTRICTED,
    Scope.ALL: tuple(Level),
}
CLOSED = (Level.SAFEGUARDING, Level.NAMED)  # levels whose words are fetched by a request of their own


class ReadByLevel(AboutPupilQuerySet):
    """Rows with an author and a level. `permitted` opens the existence; `whole` opens what came after, too."""

    def named(self, user):
        """Where this person is named, and what they have open past its lock for the moment."""
        opened = Q(level=Level.NAMED, pk__in=NamedReader.objects.current().filter(user=user).values("concern"))
        glass = glass_open_to(user)
        return opened if glass is None else opened | self.about(glass) & Q(level__in=[str(one) for one in CLOSED])

    def not_for(self, user, permission):
        """What is for named people is for nobody else, whatever the roles, but for one's own words."""
        opened = self._named_people(user, permission)
        if permission == Permission.CONCERN_READ:
            opened |= Q(author=user)
        return super().not_for(user, permission) | Q(level=Level.NAMED) & ~opened

    def _named_people(self, user, permission):
        """The people named, and the safeguarding lead (all of them where no lead is chosen)."""
        opened = Q(pk__in=NamedReader.objects.current().filter(user=user).values("concern"))
        if Scope.ALL in scopes(user.roles, permission):
            opened |= Q(~Exists(Keeping.objects.led_by_another(user)))
        if permission == Permission.CONCERN_READ and (glass := glass_open_to(user)) is not None:
            opened |= self.about(glass)
        return opened

    def _at(self, levels):
        """The head's level is the school's to close."""
        if levels is not RESTRICTED:
            return super()._at(levels)
        return super()._at(WELLBEING) | Q(level=Level.SAFEGUARDING) & head_reads()

    def permitted(self, user, permission):
        """Rows this person may meet. To have written one is enough to read one's own words, never to triage it."""
        rows = super().permitted(user, permission)
        if permission == Permission.CONCERN_TRIAGE:
            return rows.filter(self._by_level(user, permission))
        return rows

    def whole(self, user, permission=Permission.CONCERN_READ):
        """Those of which this person reads everything, not only the words they wrote themselves."""
        opened = self._by_level(user, permission) | self.named(user)
        return self.permitted(user, permission).filter(~Q(author=user) | Q(author=None) | opened)

    def _by_level(self, user, permission):
        """Rows at a level that one of this person's scopes opens."""
        opened = Q(pk__in=[])
        for scope in sorted(scopes(user.roles, permission)):
            opened |= self._at(LEVELS_OPEN[scope])
        return opened & (~Q(level=Level.NAMED) | self._named_people(user, permission))
