"""A post that is sent twice is answered twice alike: whoever pressed again is led where the first press led."""

import uuid

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection
from django.http import HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError

from staff.errors import used_page
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
        if response.status_code == 302:
            if len(response["Location"]) <= PLACE_MOST:
                _keep(response["Location"], key, request.user.pk)
            return response
        for led_to, sent in _first(key, request.user.pk):
            if sent == fingerprint(request.POST, request.FILES):
                return HttpResponseRedirect(led_to)
            if response.streaming or USED_WITH_OTHER_WORDS.encode() not in response.content:
                return used_page(request)
        return response


@kept
def _first(key, user):
    return Posted.objects.filter(key=key, user=user).exclude(led_to="").values_list("led_to", "sent")


def _keep(place, key, user):
    """One short statement after every post. Whether it outlives a power cut at once does not matter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE staff_posted SET led_to = %s WHERE key = %s AND user_id IS NOT DISTINCT FROM %s AND led_to = '';"
            "SET LOCAL synchronous_commit TO off",
            [place, str(key), user],
        )


def _key(request):
    """The key of a page's form, if this is a post with one."""
    try:
        return uuid.UUID(request.POST.get("idempotency_key", "")) if request.method == "POST" else None
    except ValueError:
        return None
    except UNREADABLE:  # nobody has read it, and nobody can: the page has answered without
        return None
