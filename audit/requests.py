"""Each request has a number of its own, so that entries of one act can be found together."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar

request_id = ContextVar("request_id", default="")


@contextmanager
def one_request():
    """What is done in one go, by a worker too: what is read once a request is read once for all of it."""
    token = request_id.set(str(uuid.uuid4()))
    try:
        yield
    finally:
        request_id.reset(token)


class RequestIds:
    """Gives every request a fresh id; a client's own id is never believed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with one_request():
            return self.get_response(request)
