"""The one table of who may, and the three uses that must agree."""

import pytest
from django.http import Http404

from staff.models import User
from staff.permitted import NotAllowed, get_permitted_or_404, may, require
from staff.policy import POLICY, ROLE_NAMES, Permission, Role, scopes


def test_every_permission_has_a_row_and_every_role_a_name():
    assert set(POLICY) == set(Permission)
    assert set(ROLE_NAMES) == set(Role)


def test_there_are_few_permissions():
    assert len(Permission) <= 22


def test_technical_reads_nothing_about_a_child():
    told = {p for p in Permission if scopes([Role.TECHNICAL], p)}
    assert told == {Permission.SCHOOL_MANAGE, Permission.STAFF_MANAGE, Permission.SYSTEM_WATCH}


def test_a_governor_sees_only_numbers():
    assert {p for p in Permission if scopes([Role.GOVERNOR], p)} == {Permission.COUNTS_READ}


def test_policy_imports_nothing_of_ours():
    import ast
    from pathlib import Path

    from staff import policy

    tree = ast.parse(Path(policy.__file__).read_text())
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names == {"enum"}


def test_page_list_and_act_agree(cast):
    assert may(cast.technical, Permission.STAFF_MANAGE)
    assert get_permitted_or_404(User, cast.technical, Permission.STAFF_MANAGE, pk=cast.dsl.pk) == cast.dsl
    require(cast.technical, Permission.STAFF_MANAGE, cast.dsl)
    with pytest.raises(Http404):
        get_permitted_or_404(User, cast.teacher, Permission.STAFF_MANAGE, pk=cast.dsl.pk)
    with pytest.raises(NotAllowed):
        require(cast.teacher, Permission.STAFF_MANAGE, cast.dsl)


def test_a_deactivated_person_has_nothing(cast):
    cast.dsl.is_active = False
    assert not any(may(cast.dsl, permission) for permission in Permission)
    assert not User.objects.permitted(cast.dsl, Permission.STAFF_MANAGE).exists()
