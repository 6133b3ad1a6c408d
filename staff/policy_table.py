"""The policy table as people read it: for the README, drift-tested."""

from staff.policy import POLICY, ROLE_NAMES, Role

SHORT = {
    Role.TEACHER: "teacher",
    Role.SUPPORT: "support",
    Role.SENDCO: "SENDCo",
    Role.WELLBEING_LEAD: "wellbeing lead",
    Role.DSL: "DSL",
    Role.HEAD: "head",
    Role.OFFICE: "office",
    Role.GOVERNOR: "governor",
    Role.TECHNICAL: "technical",
}


def as_markdown():
    """One row a permission, one column a role, the scope in the cell; an empty cell means no."""
    roles = list(ROLE_NAMES)
    lines = [
        "| | " + " | ".join(SHORT[role] for role in roles) + " |",
        "|---" * (len(roles) + 1) + "|",
    ]
    for permission, cells in POLICY.items():
        row = " | ".join(str(cells.get(role, "")) for role in roles)
        lines.append(f"| {permission} | {row} |")
    return "\n".join(lines)
