"""One field of a form in plain words: label, hint, errors and its box. Crispy asks for it (`{{ form.facts|as_crispy_field }}`),
and staff/jinja2/house/field.html draws it (decision 0005). A field that is needed only sometimes says
`mark_optional = False` in its form.
"""

from django.forms import CheckboxInput, FileInput, RadioSelect, Select
from django.forms.boundfield import BoundField

# What a box is, by its widget, and the class that Bootstrap draws it by. The first that fits.
KINDS = [
    (CheckboxInput, "tick", "form-check-input"),
    (RadioSelect, "choices", "form-check-input"),  # several of many too
    (FileInput, "files", "form-control"),
    (Select, "box", "form-select"),
    (object, "box", "form-control"),
]


class Box(BoundField):
    """Django ties hint and error to the box (aria-describedby) by the ids that the template gives them."""

    @property
    def in_words(self):
        errors, optional = list(self.errors), getattr(self.field, "mark_optional", True)
        kind, css_class = next((name, its) for widget, name, its in KINDS if isinstance(self.field.widget, widget))
        css_class += " is-invalid" if errors else ""
        return {
            "kind": kind,
            "id": self.auto_id,
            "label": self.label,
            "label_for": self.id_for_label,
            "optional": optional and not self.field.required and "(optional)" not in str(self.label),
            "hint": self.help_text,
            "errors": errors,
            "css_classes": self.css_classes(),
            "fieldset": self.use_fieldset,
            "drawn": self._drawn(css_class) if kind in ("box", "tick") else "",
            "inputs": self._inputs(kind, css_class),
        }

    def _drawn(self, css_class):
        own = self.field.widget.attrs.get("class", "").split()
        return self.as_widget(attrs={"class": " ".join(dict.fromkeys([*own, *css_class.split()]))})

    def _inputs(self, kind, css_class):
        """(group, choices) for what is chosen among, one nameless group for files; each choice (label, its attributes)."""
        if kind == "choices":
            widget, attrs = self.field.widget, self.build_widget_attrs({"id": self.auto_id} if self.auto_id else {})
            groups = widget.optgroups(self.html_name, widget.format_value(self.value()), attrs)
            return [(group or "", [_choice(one, css_class) for one in choices]) for group, choices, _ in groups]
        return [("", [_choice(one.data, css_class) for one in self.subwidgets])] if kind == "files" else []


def _choice(data, css_class):
    """An attribute that is only there or not is there with nothing in it."""
    facts = {"type": data["type"], "class": css_class, "name": data["name"]}
    if "index" in data:
        facts["value"] = str(data["value"])  # a choice may be True or False, and is posted as that word
    facts |= {name: value for name, value in data["attrs"].items() if name != "class"}
    attributes = [(name, "" if value is True else str(value)) for name, value in facts.items() if value is not False]
    return data.get("label", ""), data["attrs"].get("id", ""), attributes
