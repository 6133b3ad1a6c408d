"""Who may do what: one table. A missing cell means no.

Read it as a sentence: "a TEACHER may CONCERN_READ those MINE". What a scope means for
rows is said by each QuerySet's SCOPES; here are only the words. This file imports
nothing of ours, so that a safeguarding lead can read it from top to bottom.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is here. A person holds a set of them."""

    TEACHER = "teacher"
    SUPPORT = "support"
    SENDCO = "sendco"
    WELLBEING_LEAD = "wellbeing_lead"
    DSL = "dsl"
    HEAD = "head"
    OFFICE = "office"
    GOVERNOR = "governor"
    TECHNICAL = "technical"


ROLE_NAMES = {
    Role.TEACHER: "Class teacher",
    Role.SUPPORT: "Support staff (teaching assistant, midday supervisor, ELSA)",
    Role.SENDCO: "SENDCo",
    Role.WELLBEING_LEAD: "Wellbeing Lead",
    Role.DSL: "Designated safeguarding lead (DSL) or deputy",
    Role.HEAD: "Headteacher or senior leader",
    Role.OFFICE: "Office",
    Role.GOVERNOR: "Governor",
    Role.TECHNICAL: "Technical",
}


class Level(StrEnum):
    """Who reads the text of a record, from the widest circle to the smallest."""

    TEAM = "team"
    WELLBEING = "wellbeing"
    SAFEGUARDING = "safeguarding"
    NAMED = "named"


LEVEL_NAMES = {
    Level.TEAM: "Team: the adults around the child",
    Level.WELLBEING: "Wellbeing: its author, SENDCo, Wellbeing Lead, safeguarding leads and head",
    Level.SAFEGUARDING: "Safeguarding: the safeguarding leads",
    Level.NAMED: "Named people only",
}

LEVEL_ORDER = (Level.TEAM, Level.WELLBEING, Level.SAFEGUARDING, Level.NAMED)


def no_narrower_than(level):
    """The levels whose records everybody who reads one at this level may know of."""
    return LEVEL_ORDER[: LEVEL_ORDER.index(level) + 1]


class Scope(StrEnum):
    """Which rows a cell of the table opens.

    ALL every row · MINE my class this year and the children I am around · OWN what I wrote ·
    TEAM team-level text about MINE, and OWN · WELLBEING team and wellbeing level, and OWN ·
    RESTRICTED every level but named people's · NOTED only what was sealed and released to me ·
    ASKED only where a row says that it is for somebody with my role to decide.
    """

    ALL = "all"
    MINE = "mine"
    OWN = "own"
    TEAM = "team"
    WELLBEING = "wellbeing"
    RESTRICTED = "restricted"
    NOTED = "noted"
    ASKED = "asked"


EVERY_CHILD = frozenset({Scope.ALL, Scope.RESTRICTED, Scope.WELLBEING})  # the scopes that open rows about any child


class Permission(StrEnum):
    """Everything that is granted or refused, in the order of a child's story."""

    SCHOOL_MANAGE = "school.manage"  # the school's own settings: terms, classes, agencies, rota
    STAFF_MANAGE = "staff.manage"  # invite, change roles, end an account
    SYSTEM_WATCH = "system.watch"  # what failed and why, without any text about a child
    AUDIT_READ = "audit.read"  # who opened and who did
    COUNTS_READ = "counts.read"  # numbers only, of records one may know of, under five not shown
    PUPIL_READ = "pupil.read"  # the child's page
    PUPIL_MANAGE = "pupil.manage"  # import, contacts, leavers
    CONCERN_RAISE = "concern.raise"  # log a concern about any child, found by name and class
    CONCERN_READ = "concern.read"
    CONCERN_TRIAGE = "concern.triage"
    SAFEGUARDING_KEEP = "safeguarding.keep"  # the safeguarding log and each child's safeguarding file
    PLACEMENT_READ = "placement.read"
    PLACEMENT_DECIDE = "placement.decide"
    PLAN_WRITE = "plan.write"  # an informal plan, a class's own provision, asking for a place on a programme
    PROGRAMME_READ = "programme.read"  # who is on which programme, and how often they came
    SESSION_KEEP = "session.keep"  # what is written down of each session
    MEETING_READ = "meeting.read"
    MEETING_WRITE = "meeting.write"
    REFERRAL_READ = "referral.read"
    REFERRAL_WRITE = "referral.write"
    APPROVE = "paper.approve"  # a second person lets a letter or summary out of the house
    PAPER_POST = "paper.post"  # print or post a sealed, approved document


P, R, S = Permission, Role, Scope

POLICY = {
    P.SCHOOL_MANAGE: {R.HEAD: S.ALL, R.DSL: S.ALL, R.OFFICE: S.ALL, R.TECHNICAL: S.ALL},
    P.STAFF_MANAGE: {R.HEAD: S.ALL, R.TECHNICAL: S.ALL},
    P.SYSTEM_WATCH: {R.TECHNICAL: S.ALL, R.OFFICE: S.ALL, R.HEAD: S.ALL},
    P.AUDIT_READ: {R.DSL: S.ALL, R.HEAD: S.ALL},
    P.COUNTS_READ: {
        R.GOVERNOR: S.ALL,
        R.HEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
    },
    P.PUPIL_READ: {
        R.TEACHER: S.MINE,
        R.SUPPORT: S.MINE,
        R.SENDCO: S.ALL,
        R.WELLBEING_LEAD: S.ALL,
        R.DSL: S.ALL,
        R.HEAD: S.ALL,
    },
    P.PUPIL_MANAGE: {R.OFFICE: S.ALL},
    P.CONCERN_RAISE: {
        R.TEACHER: S.ALL,
        R.SUPPORT: S.ALL,
        R.SENDCO: S.ALL,
        R.WELLBEING_LEAD: S.ALL,
        R.DSL: S.ALL,
        R.HEAD: S.ALL,
        R.OFFICE: S.ALL,
    },
    P.CONCERN_READ: {
        R.TEACHER: S.TEAM,
        R.SUPPORT: S.TEAM,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.RESTRICTED,
        R.OFFICE: S.OWN,
    },
    P.CONCERN_TRIAGE: {R.DSL: S.ALL, R.SENDCO: S.WELLBEING, R.WELLBEING_LEAD: S.WELLBEING},
    P.SAFEGUARDING_KEEP: {R.DSL: S.ALL},
    P.PLACEMENT_READ: {
        R.TEACHER: S.TEAM,
        R.SUPPORT: S.TEAM,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
    P.PLACEMENT_DECIDE: {R.SENDCO: S.WELLBEING, R.WELLBEING_LEAD: S.WELLBEING},
    P.PLAN_WRITE: {
        R.TEACHER: S.TEAM,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
    P.PROGRAMME_READ: {
        R.TEACHER: S.TEAM,
        R.SUPPORT: S.OWN,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
    P.SESSION_KEEP: {
        R.TEACHER: S.OWN,
        R.SUPPORT: S.OWN,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
    P.MEETING_READ: {
        R.TEACHER: S.TEAM,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
    P.MEETING_WRITE: {R.TEACHER: S.TEAM, R.SENDCO: S.WELLBEING, R.WELLBEING_LEAD: S.WELLBEING},
    P.REFERRAL_READ: {R.SENDCO: S.WELLBEING, R.WELLBEING_LEAD: S.WELLBEING, R.DSL: S.ALL, R.HEAD: S.WELLBEING},
    P.REFERRAL_WRITE: {R.SENDCO: S.WELLBEING, R.WELLBEING_LEAD: S.WELLBEING, R.DSL: S.ALL},
    P.APPROVE: {R.DSL: S.ALL, R.HEAD: S.WELLBEING, R.SENDCO: S.ASKED, R.WELLBEING_LEAD: S.ASKED},
    P.PAPER_POST: {
        R.OFFICE: S.NOTED,
        R.SENDCO: S.WELLBEING,
        R.WELLBEING_LEAD: S.WELLBEING,
        R.DSL: S.ALL,
        R.HEAD: S.WELLBEING,
    },
}


def scopes(roles, permission):
    """The scopes these roles have for this permission; empty means never."""
    cells = POLICY[Permission(permission)]
    return {cells[Role(role)] for role in roles if Role(role) in cells}


def roles_with(permission):
    """The roles that have this permission in any scope: whom to tell, never whom to let in."""
    return frozenset(POLICY[Permission(permission)])
