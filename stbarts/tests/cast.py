"""The cast: the same few people in every test, as in the demo school. Everybody here is made up."""

from types import SimpleNamespace

from staff.models import User
from staff.policy import Role

PEOPLE = {
    "teacher": ("Tilly Marsh", [Role.TEACHER]),
    "other_teacher": ("Owen Pike", [Role.TEACHER]),
    "support": ("Sam Reed", [Role.SUPPORT]),
    "sendco": ("Sunita Rao", [Role.SENDCO]),
    "wellbeing_lead": ("Wendy Lark", [Role.WELLBEING_LEAD]),
    "dsl": ("Dora Finch", [Role.DSL]),
    "deputy": ("Dev Swift", [Role.DSL, Role.TEACHER]),
    "head": ("Helen Heron", [Role.HEAD]),
    "office": ("Olive Wren", [Role.OFFICE]),
    "governor": ("Gareth Stone", [Role.GOVERNOR]),
    "technical": ("Toby Flint", [Role.TECHNICAL]),
}


def build_cast():
    """Make everybody, once for the run."""
    for part, (name, roles) in PEOPLE.items():
        User.objects.create(email=f"{part}@example.org", name=name, roles=[str(r) for r in roles])


def load_cast():
    """The people by part: cast.teacher, cast.dsl and so on."""
    by_email = {user.email: user for user in User.objects.filter(email__endswith="@example.org")}
    return SimpleNamespace(**{part: by_email[f"{part}@example.org"] for part in PEOPLE})
