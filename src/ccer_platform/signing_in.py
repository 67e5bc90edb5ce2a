"""How people sign in: password, then a code or a passkey.

Answers tell nobody who has an account; sample people exist in a demonstration only.
"""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .store.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_SET_UP = "second_factor_set_up_by"


class Backend(AuthenticationBackend):
    """Sample people, whose passwords are printed, are nobody outside a demonstration."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return bool(super().user_can_authenticate(user)) and not _is_nobody(user)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        # Not found, rather than found and turned away: the answer and the time it takes are those of an unknown address.
        checked: AbstractBaseUser | None = super()._check_password(
            None if _is_nobody(user) else user, password
        )
        return checked


def _is_nobody(user: AbstractBaseUser | None) -> bool:
    return isinstance(user, User) and user.demo and not settings.DEMO


class Factors(DefaultMFAAdapter):
    """Seeds of codes are kept encrypted under the portal's secret."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "OpenCCER"}


def _cipher() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second-factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person proved a second factor since signing in."""
    user = request.user
    if not user.is_authenticated or not Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
        return False
    from allauth.account.authentication import get_authentication_records

    records = get_authentication_records(request, user)
    return request.session.get(_SET_UP) == user.pk or any(record["method"] == "mfa" for record in records)


def _proven(request: HttpRequest, user: Any, authenticator: Authenticator, **facts: Any) -> None:
    """Whoever sets a factor up has just proved it; the session gets a new key."""
    if authenticator.type in FACTORS:
        request.session.cycle_key()
        request.session[_SET_UP] = user.pk


authenticator_added.connect(_proven, dispatch_uid="second factor set up")


def code_of(user: User) -> str:
    """The code that a sample person's device would show now; empty for real people and outside a demonstration."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if not (settings.DEMO and user.demo and factor):
        return ""
    step = int(
        time.time() // settings.MFA_TOTP_PERIOD
    )  # a device shows real time, wherever the time machine stands
    return str(format_hotp_value(hotp_value(Factors().decrypt(factor.data["secret"]), step)))
