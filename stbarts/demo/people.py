"""Who works at the demo school, and in the tests. Everybody here is made up."""

from staff.policy import Role

T, S = Role.TEACHER, Role.SUPPORT
# part → name, what the badge says, roles, phone
PEOPLE = {
    "teacher": ("Tilly Marsh", "Class teacher, Oak", [T], ""),
    "other_teacher": ("Owen Pike", "Class teacher, Willow", [T], ""),
    "support": ("Sam Reed", "ELSA and teaching assistant", [S], ""),
    "midday": ("Mina Dove", "Midday supervisor", [S], ""),
    "sendco": ("Sunita Rao", "SENDCo", [Role.SENDCO], "01632 960 014"),
    "wellbeing_lead": ("Wendy Lark", "Wellbeing Lead", [Role.WELLBEING_LEAD], "01632 960 015"),
    "dsl": ("Dora Finch", "Designated safeguarding lead (DSL)", [Role.DSL], "01632 960 011"),
    "deputy": ("Dev Swift", "Deputy DSL and class teacher, Rowan", [Role.DSL, T], "01632 960 012"),
    "head": ("Helen Heron", "Headteacher", [Role.HEAD], "01632 960 010"),
    "office": ("Olive Wren", "Office", [Role.OFFICE], "01632 960 001"),
    "governor": ("Gareth Stone", "Link governor", [Role.GOVERNOR], ""),
    "technical": ("Toby Flint", "Technical support", [Role.TECHNICAL], ""),
}


def email_of(part):
    """Where the demo's people can be written to: an address that can never exist."""
    return f"{part.replace('_', '.')}@stbarts.example"
