"""The real parts beside the database: fixtures `valkey`, `mail_sink` and `worker`."""

import email
import os
import signal
import subprocess
import time
from contextlib import ExitStack
from email import policy
from pathlib import Path

import pytest

from stbarts import embedded

ROOT = Path(__file__).resolve().parents[2]


class Valkey:
    """A real Valkey that a test may freeze (it takes calls and never answers) or stop."""

    def __init__(self, url, process):
        self.url, self.process = url, process

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        embedded.stop(self.process, within=3)


@pytest.fixture
def valkey(tmp_path):
    with embedded.valkey_process(tmp_path / "valkey") as (url, process):
        yield Valkey(url, process)
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)


class MailSink:
    """A real mail server that keeps what it is given. `answer` and `delay` make it a bad one."""

    def __init__(self):
        self.messages = []
        self.answer = "250 OK"
        self.delay = 0

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        await asyncio.sleep(self.delay)
        if self.answer.startswith("2"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def wait_for(self, count, seconds=20):
        """The messages, once there are `count` of them."""
        until = time.monotonic() + seconds
        while len(self.messages) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.messages) >= count, f"{len(self.messages)} of {count} messages came within {seconds} s"
        return self.messages


@pytest.fixture
def mail_sink(settings):
    """Django's e-mail goes to a real SMTP server of this test's own."""
    from aiosmtpd.controller import Controller

    sink = MailSink()
    controller = Controller(sink, hostname="127.0.0.1", port=embedded.free_port())
    controller.start()
    sink.port = controller.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield sink
    controller.stop()


@pytest.fixture
def worker(committed_db, valkey, mail_sink, tmp_path):
    """worker() starts a real Celery worker (with its clock unless beat=False) on this test's database, Valkey and mail.

    It returns the process once it is listening; what is still running at the end is stopped.
    """
    from stbarts.supervisor import worker_command

    with ExitStack() as stack:

        def start(beat=True):
            number = len(os.listdir(tmp_path))
            log = tmp_path / f"worker-{number}.log"
            command = worker_command("INFO")
            if beat:
                command += ["--beat", "--schedule", str(tmp_path / f"schedule-{number}")]
            environment = {
                **os.environ,
                **committed_db.environment(),
                "REDIS_URL": valkey.url,
                "LOG_LEVEL": "INFO",
                "EMAIL_URL": f"smtp://127.0.0.1:{mail_sink.port}",
            }
            with log.open("wb") as out:
                process = embedded.spawn(command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
            stack.callback(embedded.stop, process)
            process.log = log
            until = time.monotonic() + 30
            while "ready" not in log.read_text():
                assert process.poll() is None and time.monotonic() < until, log.read_text()
                time.sleep(0.05)
            return process

        yield start
