"""A real PostgreSQL for every test run: one template built once, one copy for each worker.

Tests run as the app's own database role, so a test that would change an append-only table
fails as it would in production. Nothing outside this machine can be reached.
"""

import contextlib
import hashlib
import os
import shutil
import socket
import tempfile
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parent
SUITE = "suite"


def _embedded(stack, folder):
    from stbarts import embedded

    return stack.enter_context(embedded.postgres(folder / "postgres", hasty=True))


def pytest_configure(config):
    """Start the parts before Django reads its settings; workers of xdist use their leader's."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "stbarts.settings"
    os.environ.setdefault("DEBUG", "0")
    os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
    os.environ["TESTING"] = "1"
    stack = contextlib.ExitStack()
    config._parts = stack
    if "STBARTS_TEST_DATABASE" not in os.environ:
        given = os.environ.get("DATABASE_URL")
        if given:
            os.environ["STBARTS_TEST_DATABASE"] = given
            os.environ["STBARTS_TEST_OWNER"] = os.environ.get("MIGRATION_DATABASE_URL", given)
        else:
            folder = Path(tempfile.mkdtemp(prefix="stb-"))
            folder.chmod(0o755)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            url_for = _embedded(stack, folder)
            os.environ["STBARTS_TEST_DATABASE"] = url_for("postgres", "stbarts_app")
            os.environ["STBARTS_TEST_OWNER"] = url_for("postgres", "stbarts_owner")
    os.environ["DATABASE_URL"] = os.environ["STBARTS_TEST_DATABASE"]
    os.environ["MIGRATION_DATABASE_URL"] = os.environ["STBARTS_TEST_OWNER"]
    var = Path(tempfile.mkdtemp(prefix="stb-var-"))
    stack.callback(shutil.rmtree, var, ignore_errors=True)
    os.environ["STBARTS_VAR"] = str(var)
    os.environ.pop("DEMO", None)
    django.setup()


def pytest_unconfigure(config):
    config._parts.close()


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

    def __init__(self):
        import psycopg2
        from django.db import connections

        self.psycopg2 = psycopg2
        owner = connections["owner"].settings_dict
        self.dsn = {
            "user": owner["USER"],
            "password": owner["PASSWORD"] or None,
            "host": owner["HOST"] or owner["OPTIONS"].get("host"),
            "port": owner["PORT"] or None,
        }

    def run(self, *statements):
        with contextlib.closing(self.psycopg2.connect(dbname="postgres", **self.dsn)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else None

    def exists(self, name):
        return bool(self.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def copy(self, template, name):
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def point_to(self, name):
        """Everything Django does from here on happens in database `name`, as the app's role."""
        from django.db import connections

        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name

    def build_once(self, name, build, *, template="template1"):
        """Build template `name` by calling build() inside it, unless another worker has."""
        import fasteners

        key = hashlib.sha256(os.environ["STBARTS_TEST_OWNER"].encode()).hexdigest()[:10]
        with fasteners.InterProcessLock(f"{tempfile.gettempdir()}/stb-{key}-{os.getuid()}.lock"):
            if not self.exists(name):
                self.copy(template, f"{name}_wip")
                self.point_to(f"{name}_wip")
                build()
                self.point_to("postgres")
                self.run(f'ALTER DATABASE "{name}_wip" RENAME TO "{name}"')


def _migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _build_suite():
    from stbarts.tests.cast import build_cast

    _migrate()
    build_cast()


@pytest.fixture(scope="session")
def databases():
    return Databases()


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, databases):
    """The suite's template: migrated, with the cast in it. Each worker works in a copy."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    template, mine = f"stb_{run}_suite", f"stb_{run}_{worker}"
    with django_db_blocker.unblock():
        databases.build_once(template, _build_suite)
        databases.copy(template, mine)
        databases.point_to(mine)
    databases.template, databases.mine = template, mine
    yield
    with django_db_blocker.unblock():
        databases.point_to("postgres")
        databases.run(f'DROP DATABASE IF EXISTS "{mine}" WITH (FORCE)')


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
    from types import SimpleNamespace

    from allauth.account.internal.flows.login import record_authentication
    from django.test import Client

    def signed_in(user, *, second_factor=True):
        client = Client()
        client.force_login(user)
        if second_factor:
            session = client.session
            request = SimpleNamespace(session=session)
            record_authentication(request, user, method="mfa", type="totp")
            session.save()
        return client

    return signed_in


@pytest.fixture(autouse=True)
def quick_and_strict(settings):
    """Cheap passwords, and templates in which an unknown variable is an error."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
