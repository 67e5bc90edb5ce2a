"""Addresses of the pages."""

from django.urls import path

from ..exchange.day import clearing
from ..market import commanding
from ..workbench.urls import addresses

WHO = {"audience": "registry"}
urlpatterns = [
    *addresses("registry"),
    path("clearing", clearing, WHO, name="clearing"),
    path("do/<str:do>", commanding.order, WHO, name="do"),
]
