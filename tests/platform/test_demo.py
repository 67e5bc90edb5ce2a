"""The sample people: bodies of their own that no notice approves, a province, one password hashed once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.contrib.auth.hashers import check_password

from ccer.policy.approvals import approval, approvals
from ccer_platform.demo.people import PASSWORD, load_people
from ccer_platform.store.models import Membership, Organisation, User

DAY = dt.date(2026, 8, 20)
A, B = "示例审定核查机构甲", "示例审定核查机构乙"


def test_sample_bodies_are_approved_in_a_demonstration_and_nowhere_else() -> None:
    assert [approval(name, "CCER-01-002-V01", DAY).approved for name in (A, B)] == [True, True]
    assert [body.cnca_number for body in approvals().bodies][-2:] == ["SAMPLE-A", "SAMPLE-B"]
    asked = "from ccer.policy.approvals import approvals; print(len(approvals().bodies))"
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("CCER_", "DJANGO_"))}
    settled = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'ccer_platform.settings'; django.setup(); "
    )
    for program, demo, bodies in ((asked, "", 8), (settled + asked, "0", 8), (settled + asked, "1", 10)):
        # eight bodies stand in the regulator's two notices
        known = subprocess.run(
            [sys.executable, "-c", program], env={**outside, "CCER_DEMO": demo}, capture_output=True, text=True, check=True
        )  # fmt: skip
        assert known.stdout.split() == [str(bodies)], (program, demo)


@pytest.mark.usefixtures("market")
def test_nobody_signs_in_for_a_body_that_is_really_approved() -> None:
    load_people()
    bodies = Organisation.objects.filter(role="vvb", membership__isnull=False).distinct()
    assert {body.name for body in bodies} == {A, B}
    real = Organisation.objects.filter(role="vvb").exclude(name__in=[A, B])
    assert real.count() == 8
    assert not Membership.objects.filter(organisation__in=real).exists()
    assert Organisation.objects.get(code="sample-province").province == "江苏省"


@pytest.mark.usefixtures("database")
def test_the_shared_password_is_hashed_once() -> None:
    load_people()
    (hashed,) = set(User.objects.values_list("password", flat=True))
    assert hashed.startswith("scrypt$")
    assert check_password(PASSWORD, hashed)
