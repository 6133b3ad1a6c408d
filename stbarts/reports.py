"""What is written down when something breaks: where it happened, never what was typed or who was asked about.

The message of an exception is left out too: "Key (facts)=(…) already exists" is a child's record in a log.
"""

import copy
import logging
import traceback

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

LEFT_OUT = "(left out)"
KEPT_META = ("REQUEST_METHOD", "SERVER_PROTOCOL", "CONTENT_TYPE", "CONTENT_LENGTH")


class QuietReports(SafeExceptionReporterFilter):
    """Exception reports never carry what was typed or who was asked about."""

    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST if request else (), self.cleansed_substitute)

    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class QuietReporter(ExceptionReporter):
    """The report of a broken page: the kind of error, the lines of code, the address; nothing more."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        data |= {
            "exception_value": LEFT_OUT, "exception_notes": "", "request_GET_items": [], "request_COOKIES_items": [],
            "request_FILES_items": [], "user_str": LEFT_OUT, "template_info": None, "unicode_hint": "",
            "request_insecure_uri": self.request.path if self.request else "",
            "request_meta": {name: data["request_meta"].get(name, "") for name in KEPT_META}
            if data.get("request_meta") else {},
        }  # fmt: skip
        for frame in data.get("frames", ()):
            frame["vars"] = []
            for name in ("exc_cause", "exc_cause_explicit"):
                if frame.get(name) and not isinstance(frame[name], bool):
                    frame[name] = type(frame[name]).__name__
        return data


class QuietFormatter(logging.Formatter):
    """Log lines with the way an error came, without the words it was about."""

    def format(self, record):
        if isinstance(record.args, dict) and "exc" in record.args:  # Celery's own, of a task that failed
            record = copy.copy(record)
            record.args = {**record.args, "exc": LEFT_OUT, "traceback": ""}
        return super().format(record)

    def formatException(self, exc_info):
        return "\n".join(_way(exc_info[1]))


def _way(problem):
    if problem is None:
        return []
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    lines = [*_way(before), "and then:"] if before else []
    frames = [line.rstrip() for line in traceback.format_tb(problem.__traceback__)]
    return [*lines, *frames, f"{type(problem).__module__}.{type(problem).__qualname__}: {LEFT_OUT}"]
