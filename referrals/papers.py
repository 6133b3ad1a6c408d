"""The finished papers of several copies, and the pages that came with several replies or consents: one question each."""

from collections import defaultdict

from documents.models import Attachment, Document


def sealed_of(copies):
    """{copy's key: its paper}. The copies are permitted already."""
    keys = [copy.pk for copy in copies]
    if not keys:
        return {}
    return {one.owner_id: one for one in Document.objects.filter(owner_type="referrals.lettercopy", owner_id__in=keys)}


def pages_of(replies):
    """{reply's key: the files that came with it, in their order}. The replies are permitted already."""
    return _pages("referrals.reply", replies)


def with_pages(consents, may_add):
    """These consents as a list, each with `pages`: the signed form, where there is one; and whether this reader may add
    one, as `may_add(consent)` says. They are permitted already."""
    consents = list(consents)
    found = _pages("pupils.consent", consents)
    for one in consents:
        one.pages = found.get(one.pk, [])
        one.takes_a_form = one.may_be_signed and may_add(one)
    return consents


def _pages(owner_type, owners):
    keys, found = [one.pk for one in owners], defaultdict(list)
    if keys:
        for one in Attachment.objects.filter(owner_type=owner_type, owner_id__in=keys).order_by("pk"):
            found[one.owner_id].append(one)
    return found
