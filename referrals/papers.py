"""The finished papers of several copies, and the pages that came with several replies: one question each."""

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
    keys, found = [reply.pk for reply in replies], defaultdict(list)
    if keys:
        for one in Attachment.objects.filter(owner_type="referrals.reply", owner_id__in=keys).order_by("pk"):
            found[one.owner_id].append(one)
    return found
