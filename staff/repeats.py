"""A post that is sent twice is answered twice alike: whoever pressed again is led where the first press led."""

import hashlib
import uuid

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError

from staff.models import Posted

PLACE_MOST = Posted._meta.get_field("led_to").max_length
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, OSError)
# What differs from one sending of a page to the next, or says nothing of what was typed.
NOT_TYPED = {"csrfmiddlewaretoken", "idempotency_key"}


class Repeats:
    """After a page: keep where its post led; where the same post comes again and finds the thing done, lead there too.

    Asked only when the page refuses or does not find what it was about: otherwise its form knew the key.
    Other words under the same key are another post.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        key = _key(request) if response.status_code in (200, 302, 404) else None
        if key is None:
            return response
        same = Posted.objects.filter(key=key, user=request.user.pk)
        if response.status_code == 302 and len(response["Location"]) <= PLACE_MOST:
            same.filter(led_to="").update(led_to=response["Location"], sent=_sent(request))
        elif response.status_code != 302:
            first = same.filter(sent=_sent(request)).exclude(led_to="").first()
            if first is not None:
                return HttpResponseRedirect(first.led_to)
        return response


def _key(request):
    """The key of a page's form, if this is a post with one."""
    try:
        return uuid.UUID(request.POST.get("idempotency_key", "")) if request.method == "POST" else None
    except ValueError:
        return None
    except UNREADABLE:  # nobody has read it, and nobody can: the page has answered without
        return None


def _sent(request):
    """A fingerprint of what was sent, and where to."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_TYPED)
    files = sorted((name, file.name, file.size) for name, files in request.FILES.lists() for file in files)
    return hashlib.sha256(repr((request.get_full_path(), typed, files)).encode()).hexdigest()
