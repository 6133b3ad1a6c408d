"""Each request has a number of its own, so that entries of one act can be found together."""

import uuid
from contextvars import ContextVar

request_id = ContextVar("request_id", default="")


class RequestIds:
    """Gives every request a fresh id; a client's own id is never believed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(str(uuid.uuid4()))
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)
