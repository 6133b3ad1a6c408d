"""Rows drawn by the quicker engine are those that Django's own would draw."""

import re
from html import unescape
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


def row_of(name, words):
    """One row of this file with `words(column)` in each column, also in those that are lists of their own."""

    def filled(columns):
        return tuple(
            [filled(inner[1])] * 2
            if (inner := re.search(rf"{{% for ([\w, ]+) in {column} %}}", file))
            else words(column)
            for column in columns.split(", ")
        )

    file = (TEMPLATES / name).read_text()
    return filled(COLUMNS.search(file)[1])


def test_there_are_such_files():
    assert "dashboard/_story.html" in FILES


@pytest.mark.parametrize("name", FILES)
def test_both_engines_draw_the_same(name):
    rows = [row_of(name, lambda column, n=n: f"{column} {n} <b>&'\"") for n in range(2)]
    rows.append(row_of(name, lambda column: ""))
    plainly = Template((TEMPLATES / name).read_text()).render(Context({"rows": rows, "icons": "/icons.svg"}))
    assert drawn(name, rows).strip() == plainly.strip()


@pytest.mark.parametrize("name", FILES)
def test_what_was_typed_is_escaped(name):
    row = row_of(name, lambda column: "<script>alert('x')</script>\"")
    assert "<script" not in drawn(name, [row])
    assert not re.search(r"""="[^"]*'x'""", drawn(name, [row]))


def test_a_name_that_is_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        engines["rows"].from_string("{{ nobody }}").render({})


class Every(forms.Form):
    words = forms.CharField(label="Which <b>?", help_text="In <em>words</em>.", widget=forms.Textarea)
    line = forms.CharField(label="A line", required=False, widget=forms.TextInput(attrs={"class": "wide"}))
    which = forms.ChoiceField(label="Which?", choices=[("", "It's"), ("a", "<i>")], widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=[("More", [(1, "<i>"), (2, "&")])], widget=forms.CheckboxSelectMultiple)
    told = forms.TypedChoiceField(choices=[(True, "Yes"), (False, "No")], initial=True, widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", help_text="Quite.")
    file = forms.FileField(required=False)
    klass = forms.ChoiceField(choices=[("4", "4B")])
    key = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize("form", [Every(), Every({"words": "", "line": "<b>'\"", "which": "x", "some": ["1"]})])
@pytest.mark.parametrize("name", [*Every.base_fields])
def test_both_engines_draw_the_same_field(form, name):
    box, file = form[name], Path(settings.ROOT) / "staff/jinja2/house/field.html"
    drawn = Template("{% load crispy_forms_tags %}{{ box|as_crispy_field }}").render(Context({"box": box})).strip()
    assert drawn == Template(file.read_text()).render(Context({"field": box})).strip()
    if name == "key":
        assert drawn == str(box)
        return
    assert "<i>" not in drawn and "<b>" not in drawn
    assert ("(optional)" in drawn) == (name in ("line", "file"))
    for error in box.errors:
        assert error in unescape(drawn) and f'id="id_{name}_error"' in drawn and "is-invalid" in drawn
    for one in re.findall(r'aria-describedby="([^"]+)"', drawn):
        assert all(f'id="{part}"' in drawn for part in one.split())


@pytest.mark.parametrize("name", ["which", "some", "told"])
def test_each_choice_posts_what_it_stands_for(name):
    """“No” is a word that is posted, and not a box without one."""
    box = Every(initial={"told": False})[name]
    ours, djangos = (
        [(one["name"], one["value"], "checked" in one) for one in map(attributes, re.findall(r"<input[^>]*>", page))]
        for page in (
            Template("{% load crispy_forms_tags %}{{ box|as_crispy_field }}").render(Context({"box": box})),
            str(box),
        )
    )
    assert ours == djangos


def attributes(tag):
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | dict.fromkeys(re.findall(r" (checked)\b", tag), "")


def test_boxes_are_drawn_as_django_draws_them():
    class Few(forms.Form):
        words = forms.CharField(initial='it\'s <b>"this"</b> & that', widget=forms.Textarea)
        which = forms.ChoiceField(choices=[("", "It's"), ("a", "<i>")], widget=forms.RadioSelect)
        when = forms.DateField(required=False)

    mine, plain = Few({"which": "x"}), Few({"which": "x"}, renderer=DjangoTemplates())
    mine, plain = (re.sub(r"\s*([<>])\s*", r"\1", form.as_p()) for form in (mine, plain))
    assert mine == plain
