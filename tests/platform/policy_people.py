"""An analyst who drafts and two reviewers, plainly made up."""

from __future__ import annotations

from ccer_platform.actions import people
from ccer_platform.actions.base import Actor
from ccer_platform.store.models import Membership

NAMES = {
    "editor": ("示例分析员", "maker"),
    "first": ("示例审核员甲", "checker"),
    "second": ("示例审核员乙", "checker"),
}


def analysts() -> dict[str, Actor]:
    """One organisation, one who drafts, two who review; and one whose account has no name."""
    house = people.add_organisation("house", "示例分析机构", "analyst")
    actors = {}
    for key, (name, seat) in {**NAMES, "nameless": ("", "checker")}.items():
        user = people.add_person(
            f"{key}@house.example", name, organisation=house, seat=seat, hashed="!", demo=True, invite=False
        )
        actors[key] = people.actor_of(Membership.objects.select_related("organisation").get(user=user))
    return actors
