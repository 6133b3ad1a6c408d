"""The adults at home and the brothers and sisters: whom the school may tell, and who belongs together."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models.pupil import Pupil
from staff.models import User
from staff.posting import Versioned

# What the office chooses from; anything else is written out. Summaries have headings in the five after English.
LANGUAGES = (
    "English", "Polish", "Romanian", "Ukrainian", "Urdu", "Arabic", "Bengali", "Portuguese", "Spanish", "Turkish",
)  # fmt: skip
FORMATS = ("Large print", "Read out, in person or by phone", "Text message", "E-mail", "Easy read, with pictures")


class ContactQuerySet(AboutPupilQuerySet):
    """Words about the people the school may ring."""

    def in_order(self):
        return self.order_by("priority", "pk")

    def told_about(self):
        """Those who may be given information about the child, as the law has it."""
        return self.filter(receives_information=True)

    def due_a_copy(self):
        """Told, and a parent or carer: with parental responsibility, or the child lives with them and nobody wrote that
        they have none. Any other adult reads about the child only where somebody chooses them."""
        carer = Q(lives_with=True, responsibility=Contact.Responsibility.UNKNOWN)
        return self.told_about().filter(carer | Q(responsibility=Contact.Responsibility.YES))


class Contact(Versioned):
    """An adult in a child's life. Parents are treated alike unless a court order says otherwise."""

    class Responsibility(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    class Order(models.TextChoices):
        NONE = "", "None that we know of"
        ARRANGEMENTS = "arrangements", "Child arrangements order"
        PROHIBITED = "prohibited", "Prohibited steps order"
        MOLESTATION = "molestation", "Non-molestation order"
        CARE = "care", "Care order"
        PROTECTED = "protected", "Protected address"
        OTHER = "other", "An order: which one is not yet known"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=60, blank=True)
    responsibility = models.CharField(
        "parental responsibility", max_length=7, choices=Responsibility, default=Responsibility.UNKNOWN
    )
    responsibility_evidence = models.CharField(max_length=200, blank=True)
    lives_with = models.BooleanField("the child lives with them", null=True)
    order_type = models.CharField("court order", max_length=12, choices=Order, blank=True, default=Order.NONE)
    order_note = models.CharField(max_length=200, blank=True)
    order_expires_on = models.DateField(null=True, blank=True)
    order_to_check = models.BooleanField(default=False)
    receives_information = models.BooleanField(default=True)
    receives_information_reason = models.CharField(max_length=200, blank=True)
    may_attend = models.BooleanField("may come to meetings", default=True)
    language = models.CharField(max_length=60, blank=True)
    interpreter = models.BooleanField("needs an interpreter", default=False)
    format = models.CharField(max_length=60, blank=True)
    phones = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    address_confidential = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(receives_information=True) | ~Q(receives_information_reason=""),
                name="not_told_needs_a_reason",
                violation_error_message="Please say why this person is not given information. "
                "Without a court order a parent is.",
            )
        ]
        indexes = [models.Index(fields=["pupil", "priority"], name="contacts_of_a_child")]

    def __str__(self):
        return self.name

    @property
    def has_order(self):
        """Is an order written down, whether or not it holds still?"""
        return bool(self.order_type or self.order_note)

    def order_holds(self, on):
        return bool(self.order_type) and (self.order_expires_on is None or self.order_expires_on > on)

    def hides_address(self, on):
        """Is where they live kept from everybody else at home, by their wish or by an order?"""
        return self.address_confidential or (self.order_type == self.Order.PROTECTED and self.order_holds(on))


class SiblingQuerySet(AboutPupilQuerySet):
    """Words about pairs of brothers and sisters."""

    def about(self, pupils):
        return Q(pupil_a__in=pupils) | Q(pupil_b__in=pupils)

    def about_one(self, pupil):
        """Pairs with this child in them, refused ones left out."""
        pairs = self.filter(Q(pupil_a=pupil) | Q(pupil_b=pupil)).exclude(state=Sibling.State.REFUSED)
        return pairs.select_related("pupil_a", "pupil_b")

    def confirmed(self):
        return self.filter(state=Sibling.State.CONFIRMED)

    def others_of(self, pupil):
        """The keys of this child's confirmed brothers and sisters, for an IN."""
        other = Case(When(pupil_a=pupil, then="pupil_b"), default="pupil_a")
        return self.about_one(pupil).confirmed().order_by().annotate(other=other).values("other")

    def to_confirm(self):
        return self.filter(state=Sibling.State.SUGGESTED)


class Sibling(models.Model):
    """Two children who may belong to one family. Suggested by a shared fact; only a person confirms."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        CONFIRMED = "confirmed", "Brothers or sisters"
        REFUSED = "refused", "Not brothers or sisters"

    class Why(models.TextChoices):
        CONTACT = "contact", "They share a contact"
        ADDRESS = "address", "They share an address"
        BOTH = "both", "They share a contact and an address"
        TOLD = "told", "A person told us"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil_a = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    pupil_b = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    why = models.CharField(max_length=8, choices=Why)
    suggested_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SiblingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil_a", "pupil_b"], name="a_pair_once"),
            models.CheckConstraint(condition=Q(pupil_a__lt=F("pupil_b")), name="a_pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_by=None, decided_at=None)
                | (~Q(state="suggested") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_pair_is_decided_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["pupil_b"], name="pairs_the_other_way")]

    def __str__(self):
        return f"{self.pupil_a_id} and {self.pupil_b_id}: {self.state}"
