"""What the grid expects: who gets in where. Written by hand, apart from the policy table, so they can disagree.

A row is read: "this page, these people, for these relations to the child or record".
Relations: own (my class this year) · last (my class last year) · around (key adult, named) ·
wrote (I wrote it, about another class's child) · other (no relation) · leaver (was in my class, has left).
"""

from dataclasses import dataclass, field

ROLES = ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical"]
# Without an account: the guest's browser knows today's PIN, the holder of a calendar token its secret address.
NOBODY = ["anonymous", "guest", "calendar token"]
IDENTITIES = [*NOBODY, *ROLES, "deputy", "half signed in", "relative", "deactivated", "role changed"]
RELATIONS = ["own", "last", "around", "wrote", "other", "leaver"]
ANY = " ".join(RELATIONS)

# What each identity of several parts may do is the union of its parts.
PARTS = {"deputy": ["dsl", "teacher"], "relative": ["dsl", "sendco", "teacher"], "role changed": ["governor"]}


@dataclass(frozen=True)
class Row:
    """One URL's expectations. `kind` is what its argument names; `people` maps role to relations ("" = none of them)."""

    people: dict = field(default_factory=dict)
    kind: str = ""
    public: bool = False
    pin: bool = False
    token: bool = False
    half: bool = False
    closed: bool = False
    gone: bool = False
    methods: tuple = ("get",)
    relative: str = ""

    def expected(self, identity, relation):
        """The class of answer: in, never (403), not yours (404), sign in, door, second factor, closed, gone."""
        if self.pin:
            return "in" if identity == "guest" else "door"
        if self.token:
            return "in" if identity == "calendar token" else "gone"
        if self.closed:
            return "closed"
        if self.gone:
            return "sign in" if self.half and identity in (*NOBODY, "deactivated") else "gone"
        if self.public:
            return "in"
        if identity in (*NOBODY, "deactivated"):
            return "sign in"
        if identity == "half signed in":
            return "in" if self.half else "second factor"
        roles = [identity, *PARTS.get(identity, [])]
        mine = [self.people[role] for role in roles if role in self.people]
        if not mine:
            return "never"
        if not self.kind:
            return "in"
        if identity == "relative" and self.kind not in PLAIN:
            return "in" if relation in self.relative.split() else "not yours"
        return "in" if any(relation in relations.split() for relations in mine) else "not yours"


# Records that are about no child: a relative's block does not touch them.
PLAIN = {
    "person", "agency", "term", "closure", "school_class", "notice", "notice_kind", "cover", "on_duty", "line", "document", "failed document",
    "need", "batch", "class staff", "import row", "question", "follow_up", "report", "trigger",
    "shared words", "kind of change", "credential", "supervision", "time", "help item", "offering", "area", "wave words", "asked agency",
    "snapshot", "resource", "workshop", "SENDCo's letter",
}  # fmt: skip


def everybody(**more):
    """Any account that is fully signed in."""
    return Row(people=dict.fromkeys(ROLES, ANY), **more)


def only(roles, **more):
    """These roles, for any record if the page has one."""
    return Row(people=dict.fromkeys(roles.split(), ANY), **more)


def about(kind, methods=("get",), relative="", **people):
    """A page about one record: role → relations for which it opens."""
    return Row(people=people, kind=kind, methods=methods, relative=relative)


def at(kind, levels, methods=("get",), **more):
    """One row for each level of a kind of record; `levels` maps a level to who gets in."""
    return [Row(people=people, kind=f"{kind} {level}", methods=methods, **more) for level, people in levels.items()]


PUBLIC, HALF = Row(public=True), Row(people=dict.fromkeys(ROLES, ANY), half=True)
CLOSED, GONE = Row(closed=True), Row(gone=True, methods=("get", "post"))
GET, POST, BOTH = ("get",), ("post",), ("get", "post")
MANAGE = "head dsl office technical"
KEEP = "head dsl office technical sendco wellbeing_lead"
RAISE = "teacher support sendco wellbeing_lead dsl head office"
HERE = "own last around wrote other"  # a child who is still at the school

READ_CONCERN = {
    "team": {
        "teacher": "own around wrote", "support": "own around wrote", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY,
        "head": ANY, "office": "wrote",
    },
    "wellbeing": {
        "teacher": "wrote", "support": "wrote", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY,
        "office": "wrote",
    },
    "safeguarding": {
        "teacher": "wrote", "support": "wrote", "sendco": "wrote", "wellbeing_lead": "wrote", "dsl": ANY, "head": ANY,
        "office": "wrote",
    },
}  # fmt: skip
TRIAGE_CONCERN = {
    "team": {"sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY},
    "wellbeing": {"sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY},
    "safeguarding": {"sendco": "", "wellbeing_lead": "", "dsl": ANY},
}
KEEP_CONCERN = {level: {"dsl": ANY} for level in ("team", "wellbeing", "safeguarding")}
MY_CONCERN = {level: dict.fromkeys(RAISE.split(), "wrote") for level in ("team", "wellbeing", "safeguarding")}
# For named people: those named on it ("around" here) and the lead, who is nobody of the grid. Whoever wrote it keeps
# their own words. A safeguarding lead who is not named has no more of it than anybody else.
NAMED = {"named": dict.fromkeys(RAISE.split(), "around wrote")}
NAMED_TRIAGE = {"named": {"sendco": "", "wellbeing_lead": "", "dsl": "around"}}
NAMED_KEPT = {"named": {"dsl": "around"}}
NAMED_MINE = {"named": dict.fromkeys(RAISE.split(), "wrote")}
URGENT = {**dict.fromkeys(RAISE.split(), "wrote"), "dsl": ANY, "head": ANY}
URGENT_BY_ROLE = {**dict.fromkeys(RAISE.split(), ""), "dsl": ANY, "head": ANY}
READ_PLACEMENT = {
    "team": {
        "teacher": "own around", "support": "own around", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY,
    },
    "wellbeing": {"teacher": "", "support": "", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
}  # fmt: skip
WRITE_SHEET = {
    "team": {"teacher": "own around", "sendco": HERE, "wellbeing_lead": HERE, "dsl": HERE, "head": HERE},
    "wellbeing": {"teacher": "", "sendco": HERE, "wellbeing_lead": HERE, "dsl": HERE, "head": HERE},
}
PROPOSE_TARGET = {
    "team": {"teacher": "own around", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
    "wellbeing": {"teacher": "", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
}
DECIDE_PLACEMENT = {level: {"sendco": ANY, "wellbeing_lead": ANY} for level in ("team", "wellbeing")}
READ_MEETING = {
    "team": {"teacher": "own around wrote", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
    "wellbeing": {"teacher": "wrote", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
    "safeguarding": {"teacher": "wrote", "sendco": "wrote", "wellbeing_lead": "wrote", "dsl": ANY, "head": ""},
}
WRITE_MEETING = {
    level: {role: relations for role, relations in people.items() if role not in ("dsl", "head")}
    for level, people in READ_MEETING.items()
}
READ_REFERRAL = {
    "wellbeing": {"sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY},
    "safeguarding": {"sendco": "", "wellbeing_lead": "", "dsl": ANY, "head": ""},
}
WRITE_REFERRAL = {
    "wellbeing": {"sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY},
    "safeguarding": {"sendco": "", "wellbeing_lead": "", "dsl": ANY},
}
# Every child of the grid has an open safeguarding concern, so only the safeguarding leads let papers out.
# "around" is a child of a programme that one leads; "own" a child of one's class with somebody else's programme.
READ_PROGRAMME = {
    "team": {
        "teacher": "own around", "support": "around", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY,
    },
    "wellbeing": {
        "teacher": "around", "support": "around", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY,
    },
}  # fmt: skip
KEEP_SESSION = {level: {**people, "teacher": "around"} for level, people in READ_PROGRAMME.items()}
LOG_SESSION = {
    level: {role: HERE if who == ANY else who for role, who in people.items()} for level, people in KEEP_SESSION.items()
}
FINISH_PLACE = {
    level: {
        "teacher": "around",
        "support": "around",
        "sendco": ANY,
        "wellbeing_lead": ANY,
        "dsl": "around wrote",
        "head": "around wrote",
    }
    for level, people in READ_PROGRAMME.items()
}
NOT_ASKED = {"sendco": "", "wellbeing_lead": ""}  # they let out only what an agency's row says is theirs
APPROVE_REFERRAL = {level: {"dsl": ANY, "head": "", **NOT_ASKED} for level in ("wellbeing", "safeguarding")}
APPROVE_MEETING = {level: {"dsl": ANY, "head": "", **NOT_ASKED} for level in ("team", "wellbeing", "safeguarding")}

BOX = {"teacher": "own leaver", "support": "own leaver", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY}
BRIEFING = {
    "teacher": "wrote", "support": "wrote", "office": "", "sendco": ANY, "wellbeing_lead": ANY, "dsl": ANY, "head": ANY,
}  # fmt: skip

OUR_DOORS = {
    **dict.fromkeys(
        [
            "account_login", "account_logout", "account_inactive", "account_reset_password",
            "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
            "mfa_authenticate", "mfa_trust", "mfa_login_webauthn", "socialaccount_login_cancelled",
            "socialaccount_login_error",
        ],
        PUBLIC,
    ),
    # Not configured here: their doors are not there.
    **dict.fromkeys(["google_login", "google_callback", "microsoft_login", "microsoft_callback"], Row(gone=True)),
    **dict.fromkeys(["account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn"], HALF),
    **dict.fromkeys(
        [
            "account_change_password", "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
            "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        ],
        everybody(),
    ),
}  # fmt: skip

ROWS = {
    **OUR_DOORS,
    # staff
    "staff:notices": everybody(),
    "staff:owed": everybody(kind="notice_kind"),
    "staff:my_drafts": everybody(),
    "staff:open_notice": everybody(methods=POST),
    "staff:save_draft": everybody(methods=POST),
    "staff:discard_draft": everybody(methods=POST),
    "staff:people": only("head technical dsl"),
    "staff:invite": only("head technical", methods=BOTH),
    "staff:person": only("head technical", methods=BOTH),
    "staff:invite_again": only("head technical", methods=POST),
    "staff:end_account": only("head technical", methods=BOTH),
    "staff:end_sessions": only("head technical", methods=POST),
    "staff:reset_second_factor": only("head technical", methods=BOTH),
    "staff:cover": everybody(methods=BOTH),
    "staff:cover_for": only("head technical", methods=BOTH),
    "staff:end_cover": Row(
        people={**dict.fromkeys(ROLES, ""), "head": ANY, "technical": ANY}, kind="cover", methods=POST
    ),
    "staff:me": everybody(methods=BOTH),
    "staff:make_feed": only("teacher support sendco wellbeing_lead dsl head", methods=POST),
    "staff:end_feed": everybody(methods=POST),
    "staff:end_my_sessions": everybody(methods=POST),
    "staff:join": PUBLIC,
    "staff:invitation": PUBLIC,
    "staff:demo_sign_in": Row(gone=True, methods=POST),
    "staff:demo_step_up": Row(gone=True, half=True),
    # school
    "school:settings": only(MANAGE),
    **dict.fromkeys(["school:terms", "school:agencies", "school:rota"], everybody()),
    "school:agency": everybody(kind="agency"),
    **dict.fromkeys(
        [
            "school:edit_school", "school:set_hours", "school:add_term", "school:add_closure", "school:classes",
            "school:add_class", "school:add_on_duty", "school:add_line",
        ],
        only(MANAGE, methods=BOTH),
    ),
    "school:add_agency": only(KEEP, methods=BOTH),
    "school:edit_agency": only(KEEP, methods=BOTH),
    **dict.fromkeys(["school:verify_agency", "school:retire_agency", "school:restore_agency"], only(KEEP, methods=POST)),
    **dict.fromkeys(
        ["school:edit_term", "school:edit_closure", "school:edit_class", "school:edit_on_duty", "school:edit_line"],
        only(MANAGE, methods=BOTH),
    ),
    **dict.fromkeys(
        [
            "school:remove_term", "school:remove_closure", "school:retire_class", "school:restore_class",
            "school:take_off_duty", "school:retire_line",
        ],
        only(MANAGE, methods=POST),
    ),
    # documents
    "documents:progress": Row(people=dict.fromkeys(ROLES, ""), kind="document"),
    # pupils
    "pupils:list": only(RAISE),
    "pupils:find": only(RAISE, methods=BOTH),
    "pupils:set_strengths": about(
        "pupil", BOTH, teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY
    ),
    **dict.fromkeys(["pupils:check", "pupils:classes"], only("office")),
    "pupils:read_import": only("office", methods=BOTH),
    "pupils:set_class_staff": only("office", methods=BOTH),
    "pupils:end_class_staff": only("office", methods=POST),
    "pupils:review_import": only("office"),
    **dict.fromkeys(
        ["pupils:commit_import", "pupils:discard_import", "pupils:mark_leavers", "pupils:decide_row"],
        only("office", methods=POST),
    ),
    **dict.fromkeys(["pupils:confirm_sibling", "pupils:refuse_sibling"], about("sibling", POST, office=ANY)),
    **dict.fromkeys(["pupils:edit_contact", "pupils:keep_order"], about("contact", BOTH, office=ANY)),
    "pupils:order_file": about("contact", office=ANY, dsl=ANY),
    # The log of contacts: the office answers the telephone, and reads what it wrote.
    "pupils:family": about(
        "pupil", teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY, office=ANY
    ),
    "pupils:log_contact": about(
        "pupil", BOTH, teacher="own around", support="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE,
        office=HERE,
    ),
    "pupils:to_speak_to": only(RAISE),
    "pupils:finish_next_contact": about("contact note", POST, **dict.fromkeys(RAISE.split(), "wrote")),
    "pupils:manage": about("pupil", office=ANY),
    **dict.fromkeys(["pupils:show_upn", "pupils:mark_returned"], about("pupil", POST, office=ANY)),
    **dict.fromkeys(
        [
            "pupils:correct_names", "pupils:place_in_class", "pupils:mark_left", "pupils:add_contact",
            "pupils:block_relative", "pupils:unblock_relative",
        ],
        about("pupil", BOTH, office=ANY),
    ),
    # concerns
    "concerns:log": only(RAISE, methods=BOTH),
    "concerns:log_about": about("pupil", BOTH, relative=HERE, **dict.fromkeys(RAISE.split(), HERE)),
    "concerns:find": only(RAISE, methods=BOTH),
    "concerns:adult": only(RAISE, methods=BOTH),
    "concerns:urgent": everybody(),
    "concerns:urgent_about": about("pupil", relative=HERE, **dict.fromkeys(RAISE.split(), HERE)),
    # The small things around a child.
    "concerns:whom": only(RAISE, methods=POST),
    "concerns:changes": only(RAISE),
    "concerns:tell_change": only(RAISE, methods=BOTH),
    "concerns:tell_change_about": about("pupil", BOTH, relative=HERE, **dict.fromkeys(RAISE.split(), HERE)),
    "concerns:change_kinds": only(KEEP),
    "concerns:add_change_kind": only(KEEP, methods=BOTH),
    "concerns:edit_change_kind": only(KEEP, kind="kind of change", methods=BOTH),
    **dict.fromkeys(
        ["concerns:retire_change_kind", "concerns:restore_change_kind"], only(KEEP, kind="kind of change", methods=POST)
    ),
    "concerns:flags": only("teacher support sendco wellbeing_lead dsl head"),
    "concerns:set_flag": about(
        "pupil", BOTH, teacher="own around", support="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "concerns:review_flag": about(
        "flag", BOTH, teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY,
        head=ANY,
    ),
    "concerns:boxes": only("teacher support sendco wellbeing_lead dsl head"),
    # A box is its class's: one's own, or every one for those who read every child.
    "concerns:slips": about("box", relative=ANY, **BOX),
    "concerns:add_slip": about("box", BOTH, relative=ANY, **BOX),
    "concerns:make_slip_a_concern": about("slip", POST, office="", **BOX),
    "concerns:slip_scan": about("slip", office="", **dict.fromkeys(BOX, "")),
    "concerns:briefings": only(RAISE),
    "concerns:brief": about(
        "pupil", BOTH, teacher="own around", support="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    # Nobody of the grid is named on one: it is for those who look after wellbeing, and for whoever wrote it.
    "concerns:briefing": about("briefing", **BRIEFING),
    **dict.fromkeys(
        [
            "concerns:read_briefing", "concerns:approve_briefing", "concerns:decline_briefing", "concerns:withdraw_briefing",
        ],
        about("briefing", POST, **BRIEFING),
    ),
    # The door for guests: a form to write on and nothing to read. Without today's PIN it leads back to the door.
    "concerns:guest": Row(public=True, methods=BOTH),
    "concerns:guest_write": [Row(pin=True), Row(public=True, methods=POST)],  # what was typed comes back without a PIN
    "concerns:guest_adult": PUBLIC,
    "concerns:guest_sent": Row(pin=True, kind="report"),
    "concerns:guest_poster": only(MANAGE),
    "concerns:change_pin": only(MANAGE, methods=POST),
    **dict.fromkeys(["concerns:short", "concerns:paper"], only(RAISE, methods=BOTH)),
    "concerns:paper_form": everybody(),
    # A report nobody has matched to a child is for those who triage everything.
    "concerns:reports": only("sendco wellbeing_lead dsl"),
    **dict.fromkeys(
        ["concerns:report", "concerns:report_file"], about("report", dsl=ANY, sendco="", wellbeing_lead="")
    ),
    **dict.fromkeys(
        ["concerns:match_report", "concerns:set_report_aside"],
        about("report", POST, dsl=ANY, sendco="", wellbeing_lead=""),
    ),
    "concerns:report_sent": Row(people=dict.fromkeys(RAISE.split(), ""), kind="report"),
    "concerns:open_urgent": only(RAISE, methods=POST),
    "concerns:past_urgent": only(RAISE),
    # Something urgent: the safeguarding leads, the head, and whoever began it while it goes on.
    "concerns:episode": about("episode", relative="wrote", **URGENT),
    # Whoever began it is heard whenever their press or their words arrive, and sees where it stands.
    "concerns:episode_state": about("episode", relative="wrote", **URGENT),
    "concerns:tick": about("episode", POST, relative="wrote", **URGENT),
    "concerns:note_urgent": about("episode", BOTH, relative="wrote", **URGENT),
    **dict.fromkeys(
        [
            "concerns:acknowledge_urgent", "concerns:say_cannot_come", "concerns:call_again",
            "concerns:name_child",
        ],
        about("episode", POST, **URGENT),
    ),
    **dict.fromkeys(
        ["concerns:log_call", "concerns:tell_parents", "concerns:stand_down"],
        about("episode", BOTH, **URGENT),
    ),
    "concerns:link_concern": about("episode", POST, **dict.fromkeys(RAISE.split(), "")),
    **dict.fromkeys(
        ["concerns:write_plan", "concerns:name_readers", "concerns:hand_over", "concerns:promise"],
        about("episode", BOTH, **URGENT_BY_ROLE),
    ),
    # A note to one lead, and a plan for those named to read it.
    "concerns:take_over": about("episode", POST, **dict.fromkeys(RAISE.split(), "")),
    "concerns:plans": only(RAISE),
    "concerns:read_plan": about("plan", **URGENT_BY_ROLE),
    "concerns:say_read": about("plan", POST, **dict.fromkeys(RAISE.split(), "")),
    "concerns:download_plan": about("plan", **URGENT_BY_ROLE),
    "concerns:keep_promise": about("promise", BOTH, **{**URGENT_BY_ROLE, "head": ""}),
    "concerns:triggers": only(MANAGE),
    "concerns:add_trigger": only(MANAGE, methods=BOTH),
    "concerns:edit_trigger": only(MANAGE, kind="trigger", methods=BOTH),
    "concerns:retire_trigger": only(MANAGE, kind="trigger", methods=POST),
    "concerns:restore_trigger": only(MANAGE, kind="trigger", methods=POST),
    "concerns:mine": only(RAISE),
    "concerns:asked": only(RAISE),
    # What a colleague was asked, and what somebody said they would do: theirs alone, whatever the role.
    "concerns:answer": Row(people=dict.fromkeys(RAISE.split(), ""), kind="question", methods=BOTH),
    "concerns:done": Row(people=dict.fromkeys(RAISE.split(), ""), kind="follow_up", methods=BOTH),
    **dict.fromkeys(
        ["concerns:add_words", "concerns:correct_words"], at("concern", MY_CONCERN, BOTH, relative="wrote")
    ),
    "concerns:say_told": at("concern", MY_CONCERN, POST, relative="wrote"),
    "concerns:needs": only(KEEP),
    "concerns:add_need": only(KEEP, methods=BOTH),
    "concerns:rename_need": only(KEEP, kind="need", methods=BOTH),
    **dict.fromkeys(["concerns:retire_need", "concerns:restore_need"], only(KEEP, kind="need", methods=POST)),
    "concerns:queue": only("sendco wellbeing_lead dsl"),
    "concerns:receipt": at("concern", MY_CONCERN | NAMED_MINE, relative="wrote"),
    "concerns:read": at("concern", READ_CONCERN | NAMED),
    "concerns:text": at("concern", READ_CONCERN | NAMED),
    "concerns:attachment": at("concern", READ_CONCERN | NAMED, BOTH),
    "concerns:acknowledge": at("concern", TRIAGE_CONCERN | NAMED_TRIAGE, POST),
    **dict.fromkeys(
        [
            "concerns:triage", "concerns:change_level", "concerns:give_feedback", "concerns:close",
            "concerns:say_parents", "concerns:add_note", "concerns:ask_to_do", "concerns:finish", "concerns:ask_colleague", "concerns:log_agency",
            "concerns:refile",
        ],
        at("concern", TRIAGE_CONCERN, BOTH),
    ),
    # concerns: the safeguarding log and each child's file
    **dict.fromkeys(["concerns:safeguarding_log"], only("dsl")),
    **dict.fromkeys(["concerns:find_file", "concerns:set_keeping"], only("dsl", methods=BOTH)),
    "concerns:safeguarding_file": about("pupil", BOTH, teacher="", support="", sendco="", wellbeing_lead="", office="", dsl=ANY, head=ANY),
    **dict.fromkeys(
        [
            "concerns:set_standing", "concerns:contact_with_home", "concerns:add_person", "concerns:owe_date", "concerns:write_entry",
            "concerns:keep_elsewhere", "concerns:receive_file", "concerns:assess_harm", "concerns:share_words", "concerns:export_file",
        ],
        about("pupil", BOTH, dsl=ANY),
    ),
    "concerns:send_on": about("pupil", BOTH, dsl="leaver"),
    "concerns:break_glass": about("pupil", BOTH, teacher="", support="", sendco="", wellbeing_lead="", office="", dsl=ANY, head=ANY),
    "concerns:end_standing": about("standing", BOTH, dsl=ANY),
    "concerns:end_person": about("key person", BOTH, dsl=ANY),
    "concerns:answer_date": about("date owed", BOTH, dsl=ANY),
    "concerns:harm": about("assessment", teacher="", support="", sendco="", wellbeing_lead="", office="", dsl=ANY, head=ANY),
    "concerns:assess_again": about("assessment", BOTH, dsl=ANY),
    "concerns:received_file": about("received file", dsl=ANY),
    "concerns:add_pages": about("received file", BOTH, dsl=ANY),
    "concerns:withdraw_share": about("share", BOTH, dsl=ANY),
    "concerns:file_pdf": about("export", dsl=ANY),
    "concerns:name_people": at("concern", KEEP_CONCERN | NAMED_KEPT, BOTH),
    "concerns:carry_over": at("concern", KEEP_CONCERN, BOTH),
    "concerns:shared": only(RAISE),
    # What was shared by name: theirs alone, whatever the role.
    "concerns:shared_words": Row(people=dict.fromkeys(RAISE.split(), ""), kind="shared words"),
    "concerns:say_share_read": Row(people=dict.fromkeys(RAISE.split(), ""), kind="shared words", methods=POST),
    # interventions
    "interventions:map": everybody(),
    **dict.fromkeys(["resources:resources", "resources:resources_paper", "resources:resource_sheet"], PUBLIC),
    # Workshops are about no child; who is let out is. A teacher changes those they planned.
    "families:workshops": only("teacher sendco wellbeing_lead dsl head"),
    "families:plan_workshop": only("teacher sendco wellbeing_lead", methods=BOTH),
    "families:workshop": only("teacher sendco wellbeing_lead dsl head", kind="workshop"),
    **dict.fromkeys(
        ["families:change_workshop", "families:invite", "families:send_invitations", "families:cancel_workshop", "families:finish_workshop"],
        Row(people={"teacher": "", "sendco": ANY, "wellbeing_lead": ANY}, kind="workshop", methods=BOTH),
    ),
    "families:approve_invitations": about("invitation", BOTH, dsl=HERE, head="", **NOT_ASKED),
    "families:download_invitation": about("invitation", teacher="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY),
    **dict.fromkeys(["families:add_resource", "families:print_resources"], only("sendco wellbeing_lead", methods=BOTH)),
    "families:keep_resources": only("sendco wellbeing_lead"),
    "families:edit_resource": only("sendco wellbeing_lead", kind="resource", methods=BOTH),
    "families:retire_resource": only("sendco wellbeing_lead", kind="resource", methods=POST),
    "public:provision_map": PUBLIC,
    "public:provision_map_paper": PUBLIC,  # until it is made it leads to the page
    "interventions:map_words": only("sendco wellbeing_lead"),
    "interventions:edit_wave_words": only("sendco wellbeing_lead", kind="wave words", methods=BOTH),
    "interventions:add_area": only("sendco wellbeing_lead", methods=BOTH),
    "interventions:edit_area": only("sendco wellbeing_lead", kind="area", methods=BOTH),
    "interventions:retire_area": only("sendco wellbeing_lead", kind="area", methods=POST),
    "interventions:print_map": only("sendco wellbeing_lead", methods=BOTH),
    "dashboard:sen_register": only("sendco wellbeing_lead dsl head"),
    "interventions:sen_record": about("pupil", BOTH, sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY),
    "interventions:map_sides": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:map_snapshots": only("sendco wellbeing_lead dsl head governor"),
    "interventions:snapshot": only("sendco wellbeing_lead dsl head governor", kind="snapshot"),
    "interventions:offering": everybody(kind="offering"),
    "interventions:add_offering": only("sendco wellbeing_lead", methods=BOTH),
    "interventions:edit_offering": only("sendco wellbeing_lead", kind="offering", methods=BOTH),
    "interventions:retire_offering": only("sendco wellbeing_lead", kind="offering", methods=BOTH),
    "interventions:board": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:this_year": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:review_together": only("sendco wellbeing_lead", methods=BOTH),
    "interventions:asked": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:place": about("pupil", BOTH, sendco=HERE, wellbeing_lead=HERE),
    "interventions:placement": at("placement", READ_PLACEMENT),
    "interventions:next_review": only("sendco wellbeing_lead"),
    "interventions:change_placement_level": at("placement", DECIDE_PLACEMENT, BOTH),
    "interventions:answer": at("placement", READ_PLACEMENT, BOTH),
    "interventions:review": at("placement", DECIDE_PLACEMENT, BOTH),
    "interventions:set_target": at("placement", DECIDE_PLACEMENT, BOTH),
    "interventions:add_measure": at("placement", DECIDE_PLACEMENT, BOTH),
    "interventions:proposed": only("teacher sendco wellbeing_lead dsl head"),
    "interventions:propose_target": at("placement", PROPOSE_TARGET, BOTH),
    **dict.fromkeys(["interventions:accept_target", "interventions:decline_target"], at("placement", DECIDE_PLACEMENT, BOTH)),
    "interventions:measure": at("placement", READ_PLACEMENT, BOTH),
    "interventions:strike_reading": at("placement", READ_PLACEMENT, BOTH),
    "interventions:end_target": at("placement", DECIDE_PLACEMENT, BOTH),
    # help in sessions
    "interventions:today": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:programmes": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:waiting_list": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:programme": at("programme", READ_PROGRAMME),
    "interventions:programme_place": at("programme place", READ_PROGRAMME),
    # A session is written while the child is at the school.
    "interventions:log_sessions": at("programme", LOG_SESSION, BOTH),
    "interventions:strike_out": at("session", KEEP_SESSION, POST),
    "interventions:take_step": at("programme place", FINISH_PLACE, BOTH),
    "interventions:start_programme": only("sendco wellbeing_lead", methods=BOTH),
    **dict.fromkeys(
        ["interventions:change_lead", "interventions:end_programme"], at("programme", DECIDE_PLACEMENT, BOTH)
    ),
    "interventions:ask_for_place": about(
        "pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "interventions:practitioners": only("sendco wellbeing_lead teacher support dsl head"),  # or led to their own
    # Nobody of the grid is the person whose page it is.
    "interventions:practitioner": Row(
        people={"sendco": ANY, "wellbeing_lead": ANY, "teacher": "", "support": "", "dsl": "", "head": ""}, kind="person"
    ),
    "interventions:write_practitioner": Row(
        people={"sendco": ANY, "wellbeing_lead": ANY, "teacher": "", "support": "", "dsl": "", "head": ""}, kind="person",
        methods=BOTH,
    ),
    "interventions:strike_supervision": Row(
        people={"sendco": ANY, "wellbeing_lead": ANY, "teacher": "", "support": "", "dsl": "", "head": ""},
        kind="supervision", methods=BOTH,
    ),
    "interventions:end_credential": only("sendco wellbeing_lead", kind="credential", methods=POST),
    "interventions:retire_slot": only("sendco wellbeing_lead", kind="time", methods=POST),
    "interventions:help_lists": only("sendco wellbeing_lead"),
    "interventions:add_help_item": only("sendco wellbeing_lead", methods=BOTH),
    "interventions:edit_help_item": only("sendco wellbeing_lead", kind="help item", methods=BOTH),
    "interventions:retire_help_item": only("sendco wellbeing_lead", kind="help item", methods=POST),
    # Plans and everyday help.
    "interventions:plans": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:start_plan": about(
        "pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "interventions:informal_plan": about(
        "informal plan", teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY
    ),
    # Support staff change only a plan that they look after.
    **dict.fromkeys(
        ["interventions:look_at_plan", "interventions:end_plan"],
        about(
            "informal plan", BOTH, teacher="own around", support="", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
        ),
    ),
    "interventions:note_tried": only("teacher support sendco wellbeing_lead dsl head", methods=BOTH),
    "interventions:note_tried_with": about(
        "pupil", BOTH, teacher="own around", support="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    # Sheets: what one began is read while one is with the child.
    "interventions:sheets": about(
        "pupil", teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY
    ),
    "interventions:start_sheet": about(
        "pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "interventions:blank_sheet": only("teacher support sendco wellbeing_lead dsl head", methods=BOTH),
    "interventions:download_print": about("document", teacher="", support="", sendco="", wellbeing_lead="", dsl="", head=""),
    **dict.fromkeys(
        ["interventions:sheet", "interventions:sheet_version", "interventions:download_sheet"],
        at("sheet", READ_PLACEMENT),
    ),
    "interventions:write_sheet": at("sheet", WRITE_SHEET, BOTH),
    "interventions:change_sheet_level": at("sheet", DECIDE_PLACEMENT, BOTH),
    "interventions:card": about(
        "passport", BOTH, teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY
    ),
    # Charts: whoever reads one types its weeks in, while it goes on.
    "interventions:charts": only("teacher support sendco wellbeing_lead dsl head"),
    "interventions:start_chart": about(
        "pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "interventions:chart": at("chart", READ_PLACEMENT),
    "interventions:change_chart_level": at("chart", DECIDE_PLACEMENT, BOTH),
    "interventions:blank_chart": at("chart", READ_PLACEMENT, BOTH),
    "interventions:type_week": at(
        "chart", {level: people | {"support": READ_PLACEMENT[level]["support"]} for level, people in WRITE_SHEET.items()}, BOTH
    ),
    "interventions:end_chart": at("chart", WRITE_SHEET, BOTH),
    "interventions:class_helps": only("teacher sendco wellbeing_lead dsl head"),
    "interventions:set_class_help": about(
        "box", BOTH, relative=ANY, teacher="own leaver", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY
    ),
    # families
    "families:meetings": only("teacher sendco wellbeing_lead dsl head"),
    # A deputy who teaches writes meetings as a teacher and reads every child as a safeguarding lead.
    "families:plan": about("pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, deputy=HERE),
    "families:meeting": at("meeting", READ_MEETING),
    "families:behind_on_meetings": only("sendco wellbeing_lead dsl head"),
    "families:views_asked": only("teacher support sendco wellbeing_lead dsl head"),
    # Whoever was asked brings a view of a child they still work with.
    "families:give_view": about(
        "view", BOTH, teacher="own around", support="own around", sendco=HERE, wellbeing_lead=HERE, dsl=HERE, head=HERE
    ),
    "families:evenings": only("teacher sendco wellbeing_lead dsl head"),
    "families:start_evening": only("teacher sendco wellbeing_lead", methods=BOTH),
    "families:evening": at("evening", {"team": READ_MEETING["team"]}, BOTH),
    "families:download_evening": at("evening", {"team": READ_MEETING["team"]}),
    "families:answer_correction": at("meeting", WRITE_MEETING, BOTH),
    **dict.fromkeys(
        ["families:approve_correction", "families:set_aside_correction"],
        at("correction", {"team": APPROVE_MEETING["team"]}, BOTH),
    ),
    "families:download_correction": at("correction", {"team": READ_MEETING["team"]}),
    "families:reading_ease": only("teacher sendco wellbeing_lead", methods=POST),
    "families:choose_parts": at("meeting", WRITE_MEETING, BOTH),
    "families:prepare": at("meeting", READ_MEETING, BOTH),
    # A sheet is what its reader knew: nobody gets one that somebody else printed.
    "families:download_sheet": at("meeting", {level: dict.fromkeys(people, "") for level, people in READ_MEETING.items()}),
    **dict.fromkeys(["families:carry_over", "families:end_agreed"], at("meeting", WRITE_MEETING, POST)),
    **dict.fromkeys(["families:plan_anew", "families:ask_for_view"], at("meeting", WRITE_MEETING, BOTH)),
    "families:preview": at("meeting", READ_MEETING),
    "families:download": at("meeting", READ_MEETING),
    **dict.fromkeys(
        ["families:write_up", "families:agree", "families:cancel", "families:hand_in", "families:share"],
        at("meeting", WRITE_MEETING, BOTH),
    ),
    **dict.fromkeys(["families:approve", "families:send_back"], at("meeting", APPROVE_MEETING, BOTH)),
    # referrals
    "referrals:referrals": only("sendco wellbeing_lead dsl head"),
    "referrals:consultations": only("teacher sendco wellbeing_lead dsl head"),
    "referrals:ask_sendco": about("pupil", BOTH, teacher="own around", sendco=HERE, wellbeing_lead=HERE, deputy=HERE),
    "referrals:consultation": at("consultation", {"team": READ_MEETING["team"]}),
    **dict.fromkeys(
        ["referrals:set_consultation_day", "referrals:give_advice"],
        at("consultation", {"team": DECIDE_PLACEMENT["team"]}, BOTH),
    ),
    "referrals:drop_consultation": at(
        "consultation", {"team": {"teacher": "wrote", "sendco": ANY, "wellbeing_lead": ANY}}, BOTH
    ),
    "referrals:consider_group": only("sendco wellbeing_lead dsl", methods=BOTH),
    "referrals:group": at("group", {"wellbeing": READ_REFERRAL["wellbeing"]}),
    **dict.fromkeys(
        ["referrals:add_to_group", "referrals:step_together"],
        at("group", {"wellbeing": WRITE_REFERRAL["wellbeing"]}, BOTH),
    ),
    "referrals:consents": about("pupil", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY),
    "referrals:by_agency": only("sendco wellbeing_lead dsl head"),
    "referrals:to_chase": only("sendco wellbeing_lead dsl head"),
    "referrals:chased": at("referral", WRITE_REFERRAL, POST),
    "referrals:to_post": only("office sendco wellbeing_lead dsl head"),
    "referrals:consider": about("pupil", BOTH, sendco=HERE, wellbeing_lead=HERE, dsl=HERE),
    "referrals:referral": at("referral", READ_REFERRAL),
    "referrals:preview": at("referral", READ_REFERRAL),
    **dict.fromkeys(
        ["referrals:paper", "referrals:pack", "referrals:reply_file", "referrals:consent_file"], at("referral", READ_REFERRAL)
    ),
    "referrals:take_newest_wording": at("referral", WRITE_REFERRAL, POST),
    # Advice becomes a target of help that only those who decide about it set.
    "referrals:follow_advice": at(
        "referral", {level: people | {"dsl": "", "deputy": ""} for level, people in WRITE_REFERRAL.items()}, BOTH
    ),
    "referrals:download_request": about("document", sendco="", wellbeing_lead="", dsl=""),
    # Asked of one colleague, theirs alone whatever the role.
    "referrals:paragraphs": only("teacher support sendco wellbeing_lead dsl head"),
    "referrals:answer_paragraph": about(
        "referral wellbeing", BOTH, **dict.fromkeys("teacher support sendco wellbeing_lead dsl head".split(), "")
    ),
    "referrals:wordings": only("sendco wellbeing_lead dsl"),
    "referrals:wording_of_agency": only("sendco wellbeing_lead dsl", kind="asked agency", methods=BOTH),
    "referrals:wording_of_route": only("sendco wellbeing_lead dsl", methods=BOTH),
    **dict.fromkeys(
        ["referrals:download", "referrals:download_copy"],
        at("referral", {level: p | {"office": ""} for level, p in READ_REFERRAL.items()}),
    ),
    **dict.fromkeys(
        [
            "referrals:take_step", "referrals:begin", "referrals:letter", "referrals:ask_approval", "referrals:sent",
            "referrals:choose_lines", "referrals:ask_paragraph", "referrals:choose_readers", "referrals:calls",
            "referrals:ask_inside", "referrals:file_reply", "referrals:copy_sent", "referrals:hand_over",
            "referrals:add_signed_form", "referrals:print_request",
        ],
        at("referral", WRITE_REFERRAL, BOTH),
    ),
    **dict.fromkeys(
        ["referrals:approve", "referrals:send_back"],
        [
            *at("referral", APPROVE_REFERRAL, BOTH),
            Row(people={"sendco": ANY, "dsl": ANY, "head": ANY, "wellbeing_lead": ""}, kind="SENDCo's letter", methods=BOTH),
        ],
    ),
    # dashboard
    **dict.fromkeys(["dashboard:home", "dashboard:more"], everybody()),
    "dashboard:calendar": only("teacher support sendco wellbeing_lead dsl head"),
    # Everybody else, signed in or not, has only a wrong secret to try; so has somebody whose account has ended.
    "dashboard:calendar_feed": Row(token=True),
    **dict.fromkeys(
        ["dashboard:child", "dashboard:year", "dashboard:chronology", "dashboard:search_child", "dashboard:search_child_restricted"],
        about("pupil", teacher="own around", support="own around", sendco=ANY, wellbeing_lead=ANY, dsl=ANY, head=ANY),
    ),
    "dashboard:chronology_restricted": about("pupil", dsl=ANY),
    "dashboard:export_restricted": about("pupil", BOTH, dsl=ANY),
    "dashboard:export_chronology": about("pupil", BOTH, sendco=ANY, wellbeing_lead=ANY, dsl=ANY),
    "dashboard:choose_lines": about("pupil", POST, dsl=ANY),
    "dashboard:curate_line": about("pupil", BOTH, dsl=""),
    "dashboard:download_chronology": about("pupil", dsl="", sendco="", wellbeing_lead=""),
    "dashboard:search_words": only(RAISE, methods=BOTH),
    "dashboard:search_restricted": only(RAISE, methods=BOTH),
    "dashboard:readers": about("pupil", dsl=ANY, head=ANY),
    "dashboard:approvals": only("sendco wellbeing_lead dsl head"),
    "dashboard:counts": only("governor head dsl sendco wellbeing_lead"),
    "dashboard:print_year": about("pupil", BOTH, sendco=ANY, wellbeing_lead=ANY),
    "dashboard:download_year": about("pupil", sendco="", wellbeing_lead=""),
    "dashboard:print_numbers": only("governor head dsl sendco wellbeing_lead", methods=POST),
    "dashboard:download_numbers": about("document", governor="", head="", dsl="", sendco="", wellbeing_lead=""),
    "dashboard:watch": only("technical office head"),
    "dashboard:owed_to": only("technical office head"),
    "dashboard:send_email_again": only("technical office head", methods=POST),
    **dict.fromkeys(["dashboard:healthz", "dashboard:readyz"], PUBLIC),
    "dashboard:make_again": only("technical office head", kind="failed document", methods=BOTH),
}  # fmt: skip


def rows_of(name):
    """The rows of one URL: one, or one for each level. allauth's pages that nobody opened are closed."""
    row = ROWS.get(name, CLOSED if ":" not in name else None)
    return row if isinstance(row, list) else [row] if row else []
