"""Approved bodies: the organisations of role vvb, with the sectors and days of the core's list of notices."""

from __future__ import annotations

from ccer.policy.approvals import Body, Granted, approvals, body_named

from ..permissions import authorise
from ..store.models import Organisation, VvbApproval
from .base import Actor, system, writing
from .people import add_organisation


def enter_bodies(actor: Actor | None = None) -> list[Organisation]:
    """Enters every body of the list with its approvals; one that stands there under any of its names is taken for it."""
    authorise(actor or system("bodies"), "approval.load")
    with writing():
        known = {
            body.id: organisation
            for organisation in Organisation.objects.filter(role="vvb")
            if (body := body_named(organisation.name))
        }
        return [_enter(body, known.get(body.id)) for body in approvals().bodies]


def _enter(body: Body, organisation: Organisation | None) -> Organisation:
    if organisation is None:
        organisation = add_organisation(
            f"vvb-{body.id}", body.name.zh, "vvb", name_en=body.name.en, source=body.cnca_number
        )
    VvbApproval.objects.bulk_create(
        [row for granted in body.approvals for row in _rows(organisation, granted)], ignore_conflicts=True
    )
    return organisation


def _rows(organisation: Organisation, granted: Granted) -> list[VvbApproval]:
    notice = approvals().notices[granted.notice]
    return [
        VvbApproval(
            organisation=organisation, sector=sector.code, not_before=notice.since.not_before, since=notice.since.not_after,
            mark=next((mark for mark in (granted.mark, sector.mark, notice.since.mark) if mark != "found"), "found"),
            source=notice.number.zh,
        )
        for sector in approvals().classes[granted.sector_class].sectors
    ]  # fmt: skip
