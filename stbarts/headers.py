"""What every answer carries, whoever asked: nothing cached, nothing framed, no foreign script."""

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class SecurityHeaders:
    """The constant headers of every answer, errors and files included.

    A view marked with `staff.access.public_page` (no pupil data, cacheable) sets its own
    Cache-Control and frame-ancestors; everything else is no-store.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = CONTENT_SECURITY_POLICY
        if places := getattr(response, "may_leave_for", None):  # the sign-in page, with Google or Microsoft set up
            policy = policy.replace("form-action 'self'", f"form-action 'self' {' '.join(places)}")
        if places := getattr(response, "may_frame", None):  # a public page
            policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(places)}")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
