"""Rows drawn by the quicker engine are those that Django's own would draw."""

import re
from pathlib import Path

import jinja2
import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template, engines

from staff import drawing

TEMPLATES = Path(settings.ROOT) / "templates"
TAG = re.compile(r'{% rows "([^"]+)"')
FILES = sorted({name for page in TEMPLATES.rglob("*.html") for name in TAG.findall(page.read_text())})
COLUMNS = re.compile(r"{% for ([\w, ]+) in rows %}")


def drawn(name, rows):
    return drawing.rows(name, rows, "/icons.svg")


def columns_of(name):
    return COLUMNS.search((TEMPLATES / name).read_text())[1].split(", ")


def test_there_are_such_files():
    assert "dashboard/_story.html" in FILES


@pytest.mark.parametrize("name", FILES)
def test_both_engines_draw_the_same(name):
    names = columns_of(name)
    rows = [tuple(f"{column} {n} <b>&'\"" for column in names) for n in range(2)] + [("",) * len(names)]
    plainly = Template((TEMPLATES / name).read_text()).render(Context({"rows": rows, "icons": "/icons.svg"}))
    assert drawn(name, rows).strip() == plainly.strip()


@pytest.mark.parametrize("name", FILES)
def test_what_was_typed_is_escaped(name):
    row = tuple("<script>alert('x')</script>\"" for _ in columns_of(name))
    assert "<script" not in drawn(name, [row])
    assert not re.search(r"""="[^"]*'x'""", drawn(name, [row]))


def test_a_name_that_is_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        engines["rows"].from_string("{{ nobody }}").render({})


def test_forms_are_drawn_as_django_draws_them():
    class Every(forms.Form):
        words = forms.CharField(initial='it\'s <b>"this"</b> & that', widget=forms.Textarea)
        which = forms.ChoiceField(choices=[("", "It's"), ("a", "<i>")], widget=forms.RadioSelect)
        when = forms.DateField(required=False)

    mine, plain = Every({"which": "x"}), Every({"which": "x"}, renderer=DjangoTemplates())
    mine, plain = (re.sub(r"\s*([<>])\s*", r"\1", form.as_p()) for form in (mine, plain))
    assert mine == plain
