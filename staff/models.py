"""People with an account, what they have half written, what was posted once, and what they are owed."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from audit.actions import Actor
from staff.addresses import address_of
from staff.permitted import EVERY_ROW, PermittedQuerySet, may
from staff.policy import ROLE_NAMES, Permission, Role, Scope, roles_with


class UserQuerySet(PermittedQuerySet):
    """Words about people: who is here, who holds a role, who may be told."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def active(self):
        return self.filter(is_active=True)

    def joined(self):
        """Active people who have come in: somebody only invited can read nothing yet."""
        return self.active().exclude(joined_at=None)

    def holding(self, *roles):
        return self.active().filter(roles__overlap=[str(role) for role in roles])

    def who_may(self, permission):
        """Active people with this permission in any scope: candidates to be told, not let in."""
        return self.holding(*roles_with(permission))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Finds people by the address they sign in with, whatever its capitals."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A member of staff or a governor. Made by invitation, ended at once when they leave."""

    class Told(models.TextChoices):
        BOTH = "both", "Here, and in one e-mail on the mornings of school days"
        APP = "app", "Only here"
        EMAIL = "email", "Only in that e-mail"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    job_title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=list(ROLE_NAMES.items())), default=list)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    told_by = models.CharField(max_length=5, choices=Told, default=Told.BOTH)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.CheckConstraint(
                condition=Q(is_active=True) | Q(left_at__isnull=False), name="an_ended_account_has_its_moment"
            ),
        ]

    def __str__(self):
        return self.name

    def as_actor(self):
        return Actor("user", str(self.public_id), self.name, ",".join(sorted(self.roles)))

    def get_absolute_url(self):
        return address_of("staff:person", self.public_id)

    def get_full_name(self):
        return self.name

    @property
    def role_names(self):
        """The roles in words, in the order of the policy table."""
        return [ROLE_NAMES[role] for role in Role if role in self.roles]


class Posted(models.Model):
    """A form that was posted once. A second post with its key finds what the first one made. No user: a guest.

    `led_to` is where the first was led, `sent` the fingerprint of what it sent (staff.repeats).
    """

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    form = models.CharField(max_length=100)
    made_type = models.CharField(max_length=60, blank=True)
    made_id = models.BigIntegerField(null=True)
    led_to = models.CharField(max_length=199, blank=True, db_default="")
    sent = models.CharField(max_length=64, blank=True, db_default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="posted_by_age")]

    def __str__(self):
        return self.form


class Draft(models.Model):
    """What somebody is still writing. Only its author ever sees it; it goes when the form is posted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    fields = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "about"], name="one_draft_a_form")]

    def __str__(self):
        return self.form


class Outgoing(models.Model):
    """An e-mail that is owed: the worker claims it with a lease, asks again whether it is owed, sends, stamps."""

    class Email(models.TextChoices):
        NOT_WANTED = "not_wanted", "in the app only"
        PENDING = "pending", "waiting to be sent"
        SENDING = "sending", "being sent"
        SENT = "sent", "sent"
        FAILED = "failed", "not sent"
        CANCELLED = "cancelled", "no longer owed"

    email_state = models.CharField(max_length=12, choices=Email, default=Email.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


HELD_BACK = "It waited in a backup that was put back"  # a restore sends none of it: a person does, if still wanted
FOR_A_PERSON = Q(email_state=Outgoing.Email.FAILED) | Q(email_state=Outgoing.Email.CANCELLED, problem=HELD_BACK)


class AccountEmailQuerySet(models.QuerySet):
    """Words about e-mails to do with signing in."""

    def owe(self, user, kind):
        """Owe this person one such e-mail; one that has not gone yet is enough."""
        waiting = self.filter(user=user, kind=kind, email_state=Outgoing.Email.PENDING).first()
        return waiting or self.create(user=user, kind=kind)

    def to_send(self, now):
        return self.filter(email_state__in=[Outgoing.Email.PENDING, Outgoing.Email.SENDING], next_at__lte=now)

    def open_invitations(self, now):
        """Invitations whose link still works: the newest of a person who has not joined."""
        return self.filter(
            kind=AccountEmail.Kind.INVITATION,
            used_at=None,
            made_at__gt=now - AccountEmail.INVITATION_LASTS,
            user__is_active=True,
            user__joined_at=None,
        )


class AccountEmail(Outgoing):
    """An e-mail about somebody's own account. Its link is made when it is sent and is kept nowhere."""

    INVITATION_LASTS = timedelta(days=7)

    class Kind(models.TextChoices):
        INVITATION = "invitation", "invitation"
        NEW_PASSWORD = "new_password", "link to choose a new password"
        CHANGED = "changed", "word that the way of signing in was changed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_emails")
    kind = models.CharField(max_length=12, choices=Kind)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AccountEmailQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(email_state__in=["pending", "sending"]), name="account_emails_to_send"
            ),
        ]

    def __str__(self):
        return self.kind

    def is_still_owed(self, now):
        """Is the person here, and has the link not been overtaken by events or by time?"""
        if self.kind == self.Kind.INVITATION:
            return AccountEmail.objects.open_invitations(now).filter(pk=self.pk).exists()
        return self.user.is_active and self.made_at > now - timedelta(days=1)


class CalendarFeed(models.Model):
    """A secret address from which a telephone reads when somebody's things are, never about whom.

    Only a hash of the secret is kept. An address is ended, never deleted; each person has one at a time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_calendar_feed_a_person"),
        ]

    def __str__(self):
        return f"calendar feed {self.pk}"


class OutgoingQuerySet(models.QuerySet):
    """Words about e-mails that are owed."""

    def to_send(self, now):
        return self.filter(email_state__in=[Outgoing.Email.PENDING, Outgoing.Email.SENDING], next_at__lte=now)


class Digest(Outgoing):
    """The one e-mail of a person's school day: what is new for them, each kind once, with how many wait.

    It keeps no words. What it says is worked out when it is sent, so that nothing in it is out of date.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests")
    on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_digest_a_day")]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(email_state__in=["pending", "sending"]), name="digests_to_send"
            ),
        ]

    def __str__(self):
        return "digest"


class CoverQuerySet(PermittedQuerySet):
    """Words about who stands in for whom."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def standing(self, day):
        """Not over on this day, nor ended early."""
        return self.filter(ended_at=None, until_on__gte=day)

    def current(self, day):
        return self.standing(day).filter(from_on__lte=day)

    def may_end(self, user):
        """Those this person may end: their own, or everybody's for those who look after accounts."""
        return self.all() if may(user, Permission.STAFF_MANAGE) else self.filter(person=user)


class Cover(models.Model):
    """A colleague is told of what somebody away is owed, until a day. It opens nothing to anybody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in")
    from_on = models.DateField()
    until_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="cover_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("colleague")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self):
        return f"cover {self.pk}"


class NoticeQuerySet(OutgoingQuerySet):
    """Words about what people are owed."""

    def of(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None, settled_at=None)

    def to_send(self, now):
        return super().to_send(now).filter(settled_at=None)

    def for_a_digest(self):
        """No e-mail of their own is owed, nobody has read them, and no morning's e-mail has spoken of them yet."""
        return self.unread().filter(email_state=Notice.Email.NOT_WANTED, digest=None)


class Notice(Outgoing):
    """One thing one person is owed, and whether the e-mail about it went.

    It holds no words: the kind says the neutral sentence and where to look. Unique by kind,
    subject, due day and person, so that finding the same thing twice changes nothing.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    # Whose it is, where this person stands in for somebody who is away.
    for_whom = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When it was last asked who stands in and may see it.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "due_on", "user"], name="owed_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(email_state__in=["pending", "sending"]), name="notices_to_send"
            ),
            models.Index(fields=["user", "-made_at"], condition=Q(settled_at=None), name="notices_of_a_person"),
            models.Index(
                fields=["user"],
                condition=Q(email_state="not_wanted", digest=None, settled_at=None, read_at=None),
                name="notices_for_a_digest",
            ),
        ]

    def __str__(self):
        return self.kind


class Heartbeat(models.Model):
    """When each worker last said that it is alive. It is no record of anything: old ones are dropped."""

    worker = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return self.worker
