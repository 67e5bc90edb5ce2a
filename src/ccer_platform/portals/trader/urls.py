"""Addresses of a trader's desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..market import commanding
from ..workbench import proposing
from . import account, cash, deals, orders, portfolio, statements, ticket

WHO = {"audience": "trader"}
urlpatterns: list[URLPattern] = [
    path("", portfolio.desk, WHO, name="desk"),
    path("market", ticket.index, WHO, name="market"),
    path("market/<str:project>/<int:vintage>", ticket.ticket, WHO, name="ticket"),
    path("market/<str:project>/<int:vintage>/best", ticket.best, WHO, name="best"),
    path("orders", orders.orders, WHO, name="orders"),
    path("orders/<str:code>", orders.placed, WHO, name="placed"),
    path("trades", orders.trades, WHO, name="trades"),
    path("cash", cash.cash, WHO, name="cash"),
    path("cash/pay-in", cash.pay_in, WHO, name="pay-in"),
    path("statements", statements.index, WHO, name="statements"),
    path("statements/<str:on>", statements.statement, WHO, name="statement"),
    path("deals", deals.deals, WHO, name="deals"),
    path("account", account.account, WHO, name="account"),
    path("do/<str:do>", commanding.order, WHO, name="do"),
    path("proposal/<int:number>", proposing.proposed, WHO, name="proposed"),
]
