"""A post that is sent twice is answered twice alike: whoever pressed again is led where the first press led."""

import uuid
from html import unescape

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection
from django.http import HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError

from staff.errors import used_page, words_of
from staff.kept import kept
from staff.models import Posted
from staff.posting import USED_WITH_OTHER_WORDS, fingerprint

PLACE_MOST = Posted._meta.get_field("led_to").max_length
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, OSError)


class Repeats:
    """After a page: keep where its post led; where the same post comes again and finds the thing done, lead there too.

    Asked only when the page refuses or does not find what it was about: otherwise its form knew the key.
    Other words under the same key are another post: where the page has no place for them any more, they are
    shown for their writer to take along.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        key = _key(request) if response.status_code in (200, 302, 404) else None
        if key is None:
            return response
        if response.status_code == 302 and _keep(response["Location"], key, request.user.pk):
            return response
        for led_to, sent in _first(key, request.user.pk):
            if sent != fingerprint(request.POST, request.FILES):
                return response if _words_are_there(request, response) else used_page(request)
            if response.status_code != 302:
                return HttpResponseRedirect(led_to)
        return response


def _words_are_there(request, response):
    """Does this page say that it was used, with the words in its boxes?"""
    if response.status_code != 200 or response.streaming:
        return False
    page = unescape(response.content.decode()).replace("\r\n", "\n")
    words = [value.replace("\r\n", "\n").strip() for value in words_of(request)]
    return USED_WITH_OTHER_WORDS in page and all(one in page for one in words)


@kept
def _first(key, user):
    return Posted.objects.filter(key=key, user=user).exclude(led_to="").values_list("led_to", "sent")


def _keep(place, key, user):
    """Was this the key's first way? One short statement after every post; a power cut at once may undo it."""
    if len(place) > PLACE_MOST:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL synchronous_commit TO off;"
            "UPDATE staff_posted SET led_to = %s WHERE key = %s AND user_id IS NOT DISTINCT FROM %s AND led_to = ''",
            [place, str(key), user],
        )
        return cursor.rowcount == 1


def _key(request):
    """The key of a page's form, if this is a post with one."""
    try:
        return uuid.UUID(request.POST.get("idempotency_key", "")) if request.method == "POST" else None
    except ValueError:
        return None
    except UNREADABLE:  # nobody has read it, and nobody can: the page has answered without
        return None
