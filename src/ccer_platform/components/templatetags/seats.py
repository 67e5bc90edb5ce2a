"""Words of people and seats: `{{ role|role }}`, `{{ seat|seat_title }}`; and, in a demonstration, a sample person's code."""

from __future__ import annotations

from django import template

from ccer.project.life.fields import titles

from ... import permissions
from ...language import lang
from ...signing_in import code_of
from ...store.models import User

register = template.Library()


@register.filter
def role(value: str) -> str:
    """A role in words."""
    return permissions.role_title(value).say(lang())


@register.filter
def seat_title(value: str) -> str:
    """A seat in words; a dash where any will do."""
    return permissions.SEAT_TITLES[value].say(lang()) if value else "—"


@register.filter
def paper_title(value: str) -> str:
    """A kind of paper in words."""
    return titles()[value].say(lang())


@register.simple_tag
def demo_code(user: User) -> str:
    """The code a sample person's device would show; empty outside a demonstration."""
    return code_of(user)
