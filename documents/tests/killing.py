"""Workers of this test's own, killed by kill -9 at chance moments while they print."""

import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from documents.models import Document

# A worker like any other, but slow enough to be caught at it, and with a lease that runs out in a test's time.
WORKER = """
import datetime, sys, time, django
django.setup()
from documents import tasks
tasks.LEASE = datetime.timedelta(seconds=3)
quick = tasks.make_pdf
def slow(*words, **more):
    made = quick(*words, **more)
    time.sleep(float(sys.argv[1]))
    return made
tasks.make_pdf = slow
while tasks.Document.objects.filter(state__in=["owed", "rendering"]).exists():
    tasks.render_owed(seconds=5)
    time.sleep(0.1)
"""


def print_everything(databases, *, kills, pause=0.3, seconds=120):
    """Let two workers print what is owed, and kill one and start another `kills` times; returns how many were killed."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{databases.mine}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}

    def start():
        code = [sys.executable, "-c", WORKER, str(pause)]
        return subprocess.Popen(code, cwd=settings.ROOT, env=environment, start_new_session=True)

    running, dice, killed = [start(), start()], random.Random(7), 0
    deadline = time.monotonic() + seconds
    try:
        while Document.objects.exclude(state="ready").exists() and time.monotonic() < deadline:
            time.sleep(dice.uniform(0.1, 0.6))
            if killed < kills and Document.objects.filter(state="rendering", lease_until__gt=timezone.now()).exists():
                victim = running.pop(0)
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                running.append(start())
                killed += 1
    finally:
        for one in running:
            one.kill()
            one.wait()
    return killed
