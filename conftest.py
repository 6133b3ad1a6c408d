"""A real PostgreSQL for every test run: one template built once, one copy for each worker.

Tests run as the app's own database role, so a test that would change an append-only table
fails as it would in production. Nothing outside this machine can be reached.
"""

import contextlib
import functools
import gc
import hashlib
import os
import secrets
import shutil
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from stbarts import embedded
from stbarts.room import with_room

pytest_plugins = ["stbarts.tests.browser", "stbarts.tests.parts", "stbarts.tests.walk"]


def pytest_addoption(parser):
    group = parser.getgroup("stbarts")
    group.addoption("--database-url", help="another PostgreSQL: a role that may create databases, and roles too")
    group.addoption("--migration-database-url", help="its owner role, where --database-url is the app's own role")


def pytest_configure(config):
    """Start the parts before Django reads its settings; workers of xdist use their leader's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "stbarts.settings"
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
    os.environ["TESTING"] = "1"
    os.environ["KEEP_PLANS"] = "0"  # tests read the SQL that was sent; staff/tests/test_kept.py turns it on
    stack = contextlib.ExitStack()
    config._parts = stack
    hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is not a failure
    hypothesis.settings.load_profile("house")
    if not hasattr(config, "workerinput"):
        os.environ["STBARTS_TEST_RUN"] = secrets.token_hex(4)
        app, owner = _given(config, stack) if config.getoption("--database-url") else _embedded(stack)
        os.environ["DATABASE_URL"], os.environ["MIGRATION_DATABASE_URL"] = app, owner
        shared = tempfile.mkdtemp(prefix="stb-run-")  # what one worker finds out for all of them
        os.environ["STBARTS_TEST_DIR"] = shared
        stack.callback(shutil.rmtree, shared, ignore_errors=True)
    var = Path(tempfile.mkdtemp(prefix="stb-var-"))
    stack.callback(shutil.rmtree, var, ignore_errors=True)
    os.environ["STBARTS_VAR"] = str(var)
    os.environ.pop("DEMO", None)
    django.setup()
    from staff import kept

    # What is asked of the database stays the same for a day and a set of roles: it is worked out once in a worker.
    kept.always_compared, kept.days_kept = True, 60
    kept._somebody = functools.lru_cache(maxsize=60)(kept._somebody)
    gc.collect()
    gc.freeze()  # what is loaded by now stays to the end, and a test leaves little behind
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """A worker must not read the settings before it has a folder of its own: pytest-django would, were they named."""
    os.environ.pop("DJANGO_SETTINGS_MODULE")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """As pytest does it, with room: its own calls alone go deep."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_unconfigure(config):
    config._parts.close()


def _embedded(stack):
    """The wheel's PostgreSQL in a folder of this run's own, gone with it."""
    folder = Path(tempfile.mkdtemp(prefix="stb-"))
    folder.chmod(0o755)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    url_for = stack.enter_context(embedded.postgres(folder / "postgres", hasty=True))
    return url_for("postgres", embedded.APP), url_for("postgres", embedded.OWNER)


def _given(config, stack):
    """Somebody else's PostgreSQL: two roles of our own where we may make them, and no database left behind."""
    import psycopg2

    url, owner = config.getoption("--database-url"), config.getoption("--migration-database-url")
    if not owner:
        password = secrets.token_hex(16)
        names = ("stbarts_test_owner", "stbarts_test_app")
        try:
            with contextlib.closing(psycopg2.connect(**embedded.connection_parts(url))) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    embedded.ensure_roles(cursor, *names, password=password)
        except psycopg2.Error as problem:
            pytest.exit(f"--database-url: {str(problem).strip()} (or give --migration-database-url too)", 4)
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        owner, url = (parts._replace(netloc=f"{name}:{password}@{place}").geturl() for name in names)

    def leave_nothing():
        databases = Databases(owner)
        ours = databases.run(f"SELECT datname FROM pg_database WHERE datname LIKE 'stb_{_run()}_%'")
        for (name,) in ours:
            databases.drop(name)

    stack.callback(leave_nothing)
    return url, owner


def _run():
    return os.environ["STBARTS_TEST_RUN"]


def _nothing_may_skip(report):
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"REQUIRE_ALL=1, and this was not run: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _nothing_may_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _nothing_may_skip((yield))


def pytest_terminal_summary(terminalreporter):
    """What could not run here is said loudly, once for each reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(r.longrepr[2] if isinstance(r.longrepr, tuple) else r.longrepr) for r in skipped})
    for reason in reasons:
        terminalreporter.write_line(f"NOT TESTED HERE: {reason}", red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Only this machine: any other address fails at once, loudly."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {address}")
        return real(self, address)

    socket.socket.connect = connect
    yield
    socket.socket.connect = real


class Databases:
    """Makes databases as copies of templates; every template is built once a run."""

    def __init__(self, owner):
        self.owner = owner
        self.dsn = {**embedded.connection_parts(owner), "dbname": "postgres"}

    def run(self, *statements):
        import psycopg2

        with contextlib.closing(psycopg2.connect(**self.dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None

    def exists(self, name):
        return bool(self.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def copy(self, template, name):
        self.drop(name)
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name):
        """Gone, whoever is in it. PostgreSQL's own vacuum is not ours to throw out, and is soon done."""
        import psycopg2

        for turn in range(100):
            try:
                self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            except psycopg2.errors.InsufficientPrivilege:
                if turn == 99:
                    raise
                time.sleep(0.1)
            else:
                return

    def point_to(self, name):
        """Everything Django does from here on happens in database `name`, as the app's role."""
        from django.db import connections

        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name

    def environment(self):
        """What a process of its own needs to work in the database that we are in."""
        from django.db import connections

        name = connections["default"].settings_dict["NAME"]
        urls = {key: urlsplit(os.environ[key]) for key in ("DATABASE_URL", "MIGRATION_DATABASE_URL")}
        # geturl() would lose the empty host's slashes
        return {k: f"{u.scheme}://{u.netloc}/{name}" + (f"?{u.query}" if u.query else "") for k, u in urls.items()}

    def build_once(self, name, build, *, template="template1"):
        """Build template `name` by calling build() inside it, unless another worker has."""
        import fasteners

        key = hashlib.sha256(self.owner.encode()).hexdigest()[:10]
        with fasteners.InterProcessLock(f"{tempfile.gettempdir()}/stb-{key}-{os.getuid()}.lock"):
            if not self.exists(name):
                self.copy(template, f"{name}_wip")
                self.point_to(f"{name}_wip")
                try:
                    build()
                finally:
                    self.point_to(getattr(self, "mine", "postgres"))
                self.run(f'ALTER DATABASE "{name}_wip" RENAME TO "{name}"')


def _migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _build_suite():
    from stbarts.tests.cast import build_cast

    build_cast()


@pytest.fixture(scope="session")
def databases():
    return Databases(os.environ["MIGRATION_DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, databases):
    """The suite's template: migrated, with the cast in it. Each worker works in a copy."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    template, mine = f"stb_{_run()}_suite", f"stb_{_run()}_{worker}"
    with django_db_blocker.unblock():
        databases.build_once(f"stb_{_run()}_migrated", _migrate)
        databases.build_once(template, _build_suite, template=f"stb_{_run()}_migrated")
        databases.copy(template, mine)
        databases.point_to(mine)
    databases.template, databases.mine = template, mine
    yield
    with django_db_blocker.unblock():
        databases.point_to("postgres")
        databases.drop(mine)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker, databases):
    """A database whose commits are real (threads, servers, triggers at commit); thrown away afterwards."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield databases
        for connection in connections.all(initialized_only=True):
            connection.close()
        databases.copy(databases.template, databases.mine)
        databases.point_to(databases.mine)


def _build_demo():
    from stbarts.demo.school import build

    build()
    printed = Path(os.environ["STBARTS_VAR"], "media")
    if printed.exists():
        shutil.copytree(printed, os.environ["STBARTS_TEST_DIR"] + "/media", dirs_exist_ok=True)


@pytest.fixture(scope="module")
def demo_db(django_db_setup, django_db_blocker, databases):
    """For the tests of one module, everything happens in a copy of the built demo school; commits are real.

    SQL that was kept is not compared at every call here: the grid and the rooms' own tests do that for every
    page and reader, and it is half of what a page costs. The database keeps its plans, as at a school.
    """
    from django.conf import settings
    from django.db import connections

    from staff import kept

    kept.always_compared, settings.KEEP_PLANS = False, True
    run = databases.template.rsplit("_", 1)[0]
    mine = f"{databases.mine}_demo"
    with django_db_blocker.unblock():
        databases.build_once(f"{run}_demo", _build_demo, template=f"{run}_migrated")
        databases.copy(f"{run}_demo", mine)
        databases.point_to(mine)
        # the PDFs of the demo school, whichever worker had them printed
        if Path(os.environ["STBARTS_TEST_DIR"], "media").exists():
            shutil.copytree(
                os.environ["STBARTS_TEST_DIR"] + "/media", os.environ["STBARTS_VAR"] + "/media", dirs_exist_ok=True
            )
    yield mine
    kept.always_compared, settings.KEEP_PLANS = True, False
    with django_db_blocker.unblock():
        for connection in connections.all(initialized_only=True):
            connection.close()
        databases.point_to(databases.mine)
        databases.drop(mine)


@pytest.fixture
def cast(request):
    """The people of the story, by part. They are the same everywhere and made through the actions."""
    if "committed_db" not in request.fixturenames:
        request.getfixturevalue("db")
    else:
        request.getfixturevalue("committed_db")
    from stbarts.tests.cast import load_cast

    return load_cast()


@pytest.fixture
def client_for():
    """A signed-in browser of somebody: second factor just shown, as at a real sign-in."""
    from django.test import Client

    from stbarts.tests.signing_in import sign_in

    def signed_in(user, *, second_factor=True):
        return sign_in(Client(), user, second_factor=second_factor)

    return signed_in


@pytest.fixture(autouse=True)
def quick_and_strict(settings):
    """Cheap passwords, and templates in which an unknown variable is an error."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
