"""The house rules, as tests. A convention that matters is one of these, so it stays true."""

import ast
import functools
import importlib
import inspect
import re
import subprocess
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from staff.access import DOORS, FEEDS, PUBLIC, rule_of
from staff.policy import Permission
from staff.posting import PostingForm, PostingModelForm, Versioned
from stbarts.tests.addresses import every_address

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "audit", "charts", "staff", "school", "documents", "pupils", "concerns",
    "interventions", "families", "referrals", "dashboard",
]  # fmt: skip


def our_modules(*, tests=False):
    for room in [*ROOMS, "stbarts"]:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" in parts or ("tests" in parts) != tests:
                continue
            yield path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def load_all():
    for _, name in our_modules():
        if name not in ("stbarts.wsgi",):
            importlib.import_module(name)


def subclasses(of):
    for child in of.__subclasses__():
        yield child
        yield from subclasses(child)


def our_forms():
    load_all()
    return sorted(
        {
            f
            for f in subclasses(forms.BaseForm)
            if f.__module__.split(".")[0] in ROOMS and "tests" not in f.__module__ and f.__module__ != "staff.posting"
        },
        key=lambda f: f.__qualname__,
    )


def our_models():
    return [m for m in apps.get_models() if m._meta.app_label in ROOMS]


# --- Access


def test_every_url_has_an_access_rule():
    class Match:
        def __init__(self, address):
            self.func, self.view_name = address.view, address.name
            self.namespaces = address.name.split(":")[:-1]

    without = [a.name for a in every_address() if a.ours and rule_of(Match(a)) is None]
    assert without == []


def test_public_pages_are_under_one_roof_and_nothing_else_is():
    """Their cookies are not read there: a page of somebody's own would not know them."""
    marked = {a.name for a in every_address() if getattr(a.view, "is_public_page", False)}
    assert marked == {a.name for a in every_address() if f"/{a.route}".startswith(PUBLIC)} != set()


def test_what_a_secret_in_the_address_opens_is_under_one_roof_and_nothing_else_is():
    marked = {a.name for a in every_address() if getattr(a.view, "is_feed", False)}
    assert marked == {a.name for a in every_address() if f"/{a.route}".startswith(FEEDS)} != set()


def test_every_door_of_allauth_we_opened_exists():
    names = {a.name for a in every_address()}
    assert sorted(set(DOORS) - names) == []


def test_no_two_addresses_share_a_name():
    names = [a.name for a in every_address() if a.ours]
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_the_admin_is_not_mounted():
    assert not any("admin" in a.route for a in every_address())


# --- Forms


def allauths(form):
    """Forms of signing in extend the library's own, which guards them itself."""
    return any(parent.__module__.startswith("allauth") for parent in form.__mro__)


def test_every_form_that_posts_has_an_idempotency_key():
    loose = [
        f"{f.__module__}.{f.__qualname__}"
        for f in our_forms()
        if not issubclass(f, PostingForm) and not getattr(f, "only_asks", False) and not allauths(f)
    ]
    assert loose == [], "A form that only asks (a search, a filter) says `only_asks = True`."


SHORT = 500  # letters: a few lines that are quickly typed again


def test_every_form_with_long_text_has_a_draft():
    for form in our_forms():
        long_text = [
            name
            for name, box in form.base_fields.items()
            if isinstance(box.widget, forms.Textarea) and (getattr(box, "max_length", None) or SHORT + 1) > SHORT
        ]
        if long_text and issubclass(form, PostingForm) and not getattr(form, "no_draft", ""):
            assert form.draft, f"{form.__qualname__} has {long_text} and no draft"


def test_every_form_that_edits_a_row_carries_its_version():
    for form in our_forms():
        if issubclass(form, forms.ModelForm) and getattr(form, "_meta", None) and form._meta.model:
            assert issubclass(form, PostingModelForm), form.__qualname__
            assert issubclass(form._meta.model, Versioned) or hasattr(form._meta.model, "version"), form.__qualname__


NOBODY_TYPES = {"by", "state", "status", "level", "version", "public_id", "is_superuser", "is_staff", "password"}


def test_a_form_names_what_it_may_set():
    """A field that the page did not offer changes nothing: only declared fields reach an action."""
    for form in our_forms():
        meta = getattr(form, "_meta", None)
        if getattr(meta, "model", None):
            assert isinstance(meta.fields, list | tuple) and not meta.exclude, form.__qualname__
            assert not {*meta.fields} & NOBODY_TYPES, form.__qualname__


def test_what_was_posted_is_never_spread():
    loose = []
    for path, name in our_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            spread = node.value if isinstance(node, ast.keyword) and node.arg is None else None
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("dict", "items")
            ):
                spread = node.func.value
            if spread is not None and re.search(r"\b(POST|GET|data)\b$", ast.unparse(spread)):
                loose.append(f"{name}: {ast.unparse(node)}")
    assert loose == [], "Give an action the fields of `cleaned_data` that it takes."


def test_drafts_are_named_once():
    named = [f.draft for f in our_forms() if getattr(f, "draft", "")]
    assert sorted({n for n in named if named.count(n) > 1}) == []


# --- Actions


def our_actions():
    load_all()
    for _, name in our_modules():
        module = importlib.import_module(name) if name != "stbarts.wsgi" else None
        for value in vars(module).values() if module else ():
            if getattr(value, "is_action", False) and value.__module__ == name:
                yield value


@functools.cache
def action_names():
    return frozenset(act.__name__ for act in our_actions())


def records(function, seen=()):
    """Does it write an entry, itself or through the helpers of its own module?"""
    source = inspect.getsource(function)
    if "record(" in source:
        return True
    module = inspect.getmodule(function)
    for name in set(re.findall(r"\b(\w+)\(", source)) - set(seen):
        if name in action_names() - {function.__name__}:
            return True
        helper = getattr(module, name, None)
        ours = inspect.isfunction(helper) and inspect.getmodule(helper) is module and helper is not function
        if ours and records(helper, (*seen, name, function.__name__)):
            return True
    return False


def test_every_action_says_what_it_means_at_school_and_records():
    for act in our_actions():
        where = f"{act.__module__}.{act.__name__}"
        assert act.__doc__, f"{where} has no docstring"
        assert records(act.__wrapped__), f"{where} records nothing"


def test_what_staff_do_lives_in_actions():
    """No page, form or template tag writes: it asks an action, or the room's engine, to."""
    writes = re.compile(r"\.(save|create|bulk_create|bulk_update|update|update_or_create|get_or_create|delete)\(")
    on_screen = {"views", "forms", "templatetags", "showing", "searched", "story"}
    seen = [(path, name) for path, name in our_modules() if on_screen & set(name.split(".")) or name.endswith("_pages")]
    assert len(seen) > 60
    assert [name for path, name in seen if writes.search(path.read_text())] == []


# --- Models


def test_no_record_is_deleted_with_another():
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and not field.auto_created:
                assert field.remote_field.on_delete is not models.CASCADE, f"{model.__name__}.{field.name}"


def test_every_record_in_a_url_has_a_random_public_id():
    for address in every_address():
        if address.ours:
            for argument, converter in address.arguments:
                assert converter in ("UUIDConverter", "StringConverter", "SlugConverter", "_DateConverter"), (
                    f"{address.name}: {argument} is {converter}"
                )


def test_names_of_days_moments_and_people_end_as_the_house_says():
    for model in our_models():
        for field in model._meta.fields:
            if type(field) is models.DateTimeField and field.name != "last_login":  # Django's own
                assert field.name == "at" or field.name.endswith(("_at", "_until")), f"{model.__name__}.{field.name}"
            if type(field) is models.DateField:
                assert field.name in ("on", "until") or field.name.endswith(("_on", "_from", "_until")), (
                    f"{model.__name__}.{field.name}"
                )


# --- Words and rooms


def test_every_room_opens_with_what_it_owns():
    for room in ROOMS:
        doc = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))
        assert doc, room
        assert 3 <= len(doc.splitlines()) <= 7, f"{room}: {len(doc.splitlines())} lines"


def test_every_module_says_what_it_is():
    silent = [
        str(p.relative_to(ROOT))
        for p, _ in our_modules()
        if p.name != "__init__.py" and p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "services", "misc", "base", "managers"}
    assert [n for _, n in our_modules() if n.split(".")[-1] in drawers] == []


def test_nothing_is_called_manager_helper_or_util():
    for path, _ in our_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and "Manager" not in ast.unparse(ast.Tuple(node.bases)):
                assert not re.search(r"(Manager|Helper|Util|Base)$", node.name), f"{path}: {node.name}"


def test_modules_stay_short_enough_to_know():
    long = {str(p.relative_to(ROOT)): n for p, _ in our_modules() if (n := len(p.read_text().splitlines())) > 420}
    assert long == {}


def test_a_role_is_asked_for_by_name_only_in_the_policy():
    asked = re.compile(r"\bin (request\.user|user|by)\.roles|\.roles\b.*\bRole\.")
    for path, name in our_modules():
        if name in ("staff.policy", "staff.models") or name.startswith(("stbarts.demo", "stbarts.management")):
            continue
        assert not asked.search(path.read_text()), f"{name} asks for a role by name"


def test_views_fetch_through_permitted():
    """`Concern.objects` in a view goes round the policy; `permitted`, or the reader's own rows, does not."""
    sensitive = re.compile(r"\b(Concern|Placement|Meeting|Referral|Pupil|Contact|Document)\.objects\b")
    through = (
        "permitted(",
        "get_permitted_or_404(",
        ".of(",
        ".ordered_by(",
        ".written_by(",
        ".whole(",
        ".mine(",
        "with_class(",
    )
    loose = []
    for path, name in our_modules():
        if not re.search(r"\.views|_pages$", name):
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                words = ast.unparse(function)
                if sensitive.search(words) and not any(way in words for way in through):
                    loose.append(f"{name}.{function.name}")
    # It writes who was met in hits that are permitted already, and shows nothing.
    assert loose == ["dashboard.search_pages._enter"]


def test_every_template_is_used():
    text = "\n".join(p.read_text() for p, _ in our_modules()) + "\n".join(
        p.read_text() for p in (ROOT / "templates").rglob("*") if p.is_file()
    )
    third_party = ("account/", "mfa/", "socialaccount/", "usersessions/", "house/", "django/", "allauth/")
    unused = []
    for path in (ROOT / "templates").rglob("*"):
        name = str(path.relative_to(ROOT / "templates"))
        folder = name.rpartition("/")[0]
        by_name = f'"{folder}/{{' in text or f'"{folder}/" +' in text  # a folder whose pages are named as it goes
        if path.is_file() and not name.startswith(third_party) and name not in text and not by_name:
            unused.append(name)
    assert unused == []


def test_templates_ask_for_permissions_there_are():
    """A name that the policy does not have is empty in a template, and hides what it guards from everybody."""
    there = {permission.value.replace(".", "_") for permission in Permission}
    asked = {
        (name, str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"\buser_may\.(\w+)", path.read_text())
    }
    assert asked
    assert {(name, path) for name, path in asked if name not in there} == set()


def test_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=\"", re.I)
    pages = [
        p
        for p in (ROOT / "templates").rglob("*.html")
        if not {"letters", "emails"} & set(p.parts) and "_pdf" not in p.stem
    ]
    loose = [
        str(p.relative_to(ROOT))
        for p in pages
        if inline.search(re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", p.read_text(), flags=re.S))
    ]
    assert loose == []


def test_nothing_reads_what_is_outside_the_repository():
    out = subprocess.run(
        ["git", "grep", "-nI", "-e", "[.][.]/shared", "--", ".", ":!stbarts/tests/test_conventions.py"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert out.stdout == ""


def test_every_listed_kind_of_notice_leads_to_a_page():
    from staff.notices import KINDS

    for kind in KINDS.values():
        try:
            assert reverse(kind.url_name)
        except NoReverseMatch:
            pytest.fail(f"{kind.name} leads nowhere: {kind.url_name}")


def test_a_row_is_locked_so_that_others_may_still_refer_to_it():
    """A foreign key is checked at commit, when the log's lock is held: a full lock would then be waited for in a circle."""
    out = subprocess.run(
        ["git", "grep", "-nE", r"select_for_update\(", "--", "*.py", ":!stbarts/tests/test_conventions.py"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found = out.stdout.splitlines()
    assert len(found) > 90 and [line for line in found if "no_key=True" not in line] == []


def test_the_import_contracts_hold():
    out = subprocess.run([str(Path(".venv/bin/lint-imports"))], cwd=ROOT, capture_output=True, text=True)
    assert out.returncode == 0, out.stdout
