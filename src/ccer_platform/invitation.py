"""The letter by which a representative comes to a password: a link that works once, in both languages."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from ccer.core.text import Text

from .store.models import Organisation, User

_SUBJECT = Text("设置登录口令", "Set your password")
_BODY = Text(
    "您好：\n\n{organisation}您已被登记为账户代表。请在此设置口令：\n{link}\n\n登录后须先设置第二验证（动态口令或通行密钥），才能办理事项。",
    "Hello,\n\n{organisation}You have been entered as a representative. Choose a password here:\n{link}\n\n"
    "After signing in, set up a second factor (a code or a passkey); until then you can only read.",
)


def link(user: User) -> str:
    """The address at which the person chooses a password."""
    pair = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.PORTAL}{reverse('account_reset_password_from_key', kwargs=pair)}"


def send(user: User, organisation: Organisation | None) -> None:
    """Sends it; in a demonstration it becomes a file in the data folder."""
    named = Text("", "")
    if organisation is not None:
        named = Text(f"{organisation.name}：", f"{organisation.name_en or organisation.name}: ")
    letter = _BODY.fill(organisation=named, link=link(user))
    send_mail(f"{_SUBJECT.zh} / {_SUBJECT.en}", f"{letter.zh}\n\n---\n\n{letter.en}", None, [user.email])
