"""Addresses of the pages."""

from ..workbench.urls import addresses

urlpatterns = addresses("owner")
