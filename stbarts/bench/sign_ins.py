"""08:45: sixty people sign in at the same instant, while somebody else goes on opening pages."""

import http.client
import statistics
import threading
import time
from urllib.parse import urlencode

PEOPLE = 60
PASSWORD = "three odd words for the bench"  # noqa: S105
NAME = "sixty sign in at once"


def sixty_at_once(bench, page, goals):
    """Print how long all of them took, and what `page` cost its reader meanwhile and when it was quiet."""
    _invite()
    quiet = bench._run(page, 40, 1)
    signing_in, waits, over = [], [], threading.Event()

    def sign_in(number):
        began = time.perf_counter()
        status = _sign_in(bench.port, f"bench{number}@example.org")
        signing_in.append((time.perf_counter() - began, status))

    def read():
        while not over.is_set():
            waits.extend(bench._run(page, 1, 1))

    reader, people = threading.Thread(target=read), [threading.Thread(target=sign_in, args=[n]) for n in range(PEOPLE)]
    reader.start()
    for person in people:
        person.start()
    for person in people:
        person.join()
    over.set()
    reader.join()
    let_in = sum(status == 302 for _, status in signing_in)
    last, meanwhile = max(t for t, _ in signing_in), _p95(waits)
    goals.say(
        NAME,
        f"{NAME}: {let_in} of {PEOPLE} in, the last after {last:.1f} s; meanwhile "
        f"{len(waits)} × {page.name}, p95 {meanwhile:.0f} ms (quiet: {_p95(quiet):.0f} ms). Goals: 20 s, 2,000 ms.",
        (last, 20),
        (meanwhile, 2_000),
    )


def _p95(waits):
    return 1000 * statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 1000 * max(waits, default=0)


def _invite():
    """Sixty people with one password, its sum done once."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from staff.models import User

    kept, now = make_password(PASSWORD), timezone.now()
    User.objects.bulk_create(
        User(email=f"bench{n}@example.org", name=f"Bench {n}", roles=["support"], password=kept, joined_at=now)
        for n in range(PEOPLE)
    )


def _sign_in(port, email):
    """As a browser does: the page, then the form. Returns the form's status."""
    from stbarts.bench.pages import CSRF

    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", "/account/login/")
    answer = line.getresponse()
    token = CSRF.search(answer.read())[1].decode()
    cookies = "; ".join(c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie") or [])
    line.request(
        "POST",
        "/account/login/",
        urlencode({"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}),
        {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies},
    )
    return line.getresponse().status
