"""What deploy/compose.yaml says: the programs it starts are there, the settings get what they need, each part is asked.

It is only read here. That the same processes work together is for deploy/proof.
"""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = {"web-1": "web@", "web-2": "web@", "worker": "worker@", "beat": "beat"}
# What differs between a unit and a container: where it listens, its name, where the clock keeps its place.
ITS_OWN = ("--bind", "--hostname", "--schedule")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def words_of(command):
    words = command.split()
    its_own = {n + add for n, word in enumerate(words) for add in (0, 1) if word in ITS_OWN}
    return [word for n, word in enumerate(words) if n not in its_own]


def test_every_part_of_an_installation_is_a_service_and_is_started_as_its_unit_starts_it(compose):
    services = compose["services"]
    assert services.keys() == {"prepare", *OURS, "database", "broker", "nginx"}
    for name, unit in OURS.items():
        words = (DEPLOY / "systemd" / f"stbarts-{unit}.service").read_text()
        as_unit = re.search(r"ExecStart=/opt/stbarts/\.venv/bin/(.+)", words)[1]
        assert words_of(services[name]["command"]) == words_of(as_unit), name
        assert (ROOT / ".venv/bin" / services[name]["command"].split()[0]).exists(), name
    assert services["worker"]["deploy"]["replicas"] == 2
    manage, command = services["prepare"]["command"].removeprefix("python ").split()
    assert (ROOT / manage).exists() and (ROOT / "stbarts/management/commands" / f"{command}.py").exists()


def test_the_settings_get_what_they_ask_for_and_nothing_they_do_not_know(compose):
    asked = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "stbarts/settings.py").read_text()))
    said = re.search(r"`/etc/stbarts/environment` names(.+?)\.\s", (DEPLOY / "README.md").read_text(), re.DOTALL)[1]
    needed = set(re.findall(r"`([A-Z_]+)", said)) - {"BACKUP_RECIPIENT"}
    assert {"SECRET_KEY", "DATABASE_URL"} <= needed
    for name in ("prepare", *OURS):
        given = compose["services"][name]["environment"].keys()
        assert needed <= given <= asked, name
    for name in ("SECRET_KEY", "AUDIT_ANCHOR_KEY"):
        assert compose["services"]["beat"]["environment"][name] == f"${{{name}:?}}", "no secret is written here"


def test_whatever_another_waits_for_is_asked_whether_it_is_well(compose):
    services, waited_for = compose["services"], set()
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert name in services
            if how["condition"] == "service_healthy":
                waited_for.add(name)
                assert services[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert waited_for == {"database", "broker", "web-1", "web-2"}
    for name, port in (("web-1", 8001), ("web-2", 8002)):
        assert f":{port}/healthz" in services[name]["healthcheck"]["test"][-1]
        assert f"--bind 0.0.0.0:{port}" in services[name]["command"]
        assert f"127.0.0.1:{port}/{name}:{port}" in services["nginx"]["command"]
        assert f"server 127.0.0.1:{port} " in (DEPLOY / "nginx.conf").read_text()


def test_whatever_is_mounted_or_built_is_there(compose):
    services = compose["services"]
    for service in services.values():
        for source in (volume.split(":")[0] for volume in service.get("volumes", [])):
            ours = source.startswith("./") and source != "./certificate"
            assert source in compose["volumes"] or source == "./certificate" or (ours and (DEPLOY / source).exists())
    assert (DEPLOY.parent / services["beat"]["build"]["dockerfile"]).exists()
    installed, ready = (DEPLOY / "Dockerfile").read_text(), (ROOT / "script/ready").read_text()
    for package in re.findall(r'^    "(lib[^"]+)":', ready.split("FONTS")[0], re.MULTILINE):
        assert package in installed
