"""Addresses of the pages."""

from django.urls import URLPattern, path

from . import account, apply, seats

urlpatterns: list[URLPattern] = [
    path("", seats.home, name="home"),
    path("choose/", seats.choose, name="choose"),
    path("rights/", seats.rights, name="rights"),
    path("tokens/", seats.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", seats.revoke, name="revoke"),
    path("proposals/", seats.proposals, name="proposals"),
    path("proposals/<int:pk>/", seats.decide, name="decide"),
    path("apply/", apply.apply, name="apply"),
    path("account/<str:code>/", account.account, name="account"),
]
