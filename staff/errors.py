"""Pages for when something is wrong: each says in plain words what happened, and loses nothing typed."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from staff import drafts

TOO_MUCH = "Something you sent is too big"
PIECE = 64 * 1024
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
# Boxes whose words are never shown again, wherever they were typed.
SECRET = {"password", "password1", "password2", "oldpassword", "again", "code", "pin", "credential", "token"}


def _error(request, status, title, sentence):
    return render(request, "staff/error.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return _error(
            request,
            413,
            TOO_MUCH,
            "It is longer than this page can take. Please go back, where your words still are, and send a shorter piece.",
        )
    return _error(
        request,
        400,
        "That did not work",
        "Something in what was sent could not be read. Please go back and try again.",
    )


def forbidden(request, exception=None):
    return _error(
        request,
        403,
        "Not part of your account",
        "Your account does not include this page. If you think it should, ask the office.",
    )


def not_found(request, exception=None):
    return _error(request, 404, "Nothing here", "There is nothing here for you to see.")


def too_many(request):
    return _error(
        request,
        429,
        "Please wait a little",
        "That was too many tries in a short time. Please wait a quarter of an hour, then try again.",
    )


def stale_page(request, reason=""):
    """A form posted from a page that was open too long, or after signing out: keep the words."""
    if request.user.is_authenticated:
        drafts.keep_posted(request)
    return _error(
        request,
        403,
        "This page was open too long",
        "Please go back, open the page again and send it once more. A saved draft will be offered to you.",
    )


def broken(request):
    """Needs nothing, the database least of all. What was posted stands on the page and can be sent again."""
    sent = _sent(request)
    return HttpResponse(_bare("staff/broken.html", sent=sent, words=_words_in(sent)), status=500)


def used_page(request):
    """The first sending of this page is done, and it has no place for other words any more: they stand here."""
    return render(request, "staff/used_page.html", {"words": words_of(request)}, status=409)


def words_of(request):
    """What somebody typed into the boxes of a page, in order; nothing secret."""
    return _words_in(_sent(request))


def _words_in(sent):
    return [value for name, values in sent for value in values if name not in drafts.NEVER_KEPT and " " in value]


def _sent(request):
    """[(name, values)] as they were posted; nothing where that cannot be read, or where it is secret."""
    if request.method != "POST":
        return []
    try:
        sent = [(name, request.POST.getlist(name)) for name in request.POST]
    except Exception:  # whatever broke the page may have broken this too
        return []
    return [] if any(name in SECRET for name, _ in sent) else sent


def _bare(template, **context):
    """A page in its plain frame: no reader, no school, no question to the database."""
    nothing = {"school_name": "School", "user_may": {}, "frame": None, "messages": [], "form": None}
    return render_to_string(template, {**nothing, "demo": settings.DEMO, **context})


class Doorstep:
    """Refuses what no page of ours needs, before anything reads it.

    That is a method that no browser uses by itself, and a body that is far too long: taken a piece at
    a time, so that memory stays small.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= settings.MAX_BODY_BYTES:
            return self.get_response(request)
        self._let_run(request.META["wsgi.input"], min(length, 3 * settings.MAX_BODY_BYTES))
        most = settings.MAX_UPLOAD_BYTES // 1024**2
        return HttpResponse(_bare("staff/too_big.html", title=TOO_MUCH, most=most), status=413)

    @staticmethod
    def _let_run(stream, length):
        """A browser shows no answer while it is still sending: take the rest and throw it away."""
        while length > 0:
            piece = stream.read(min(PIECE, length))
            if not piece:
                return
            length -= len(piece)
