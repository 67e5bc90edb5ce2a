"""The pages as Django knows them."""

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    """Pages of every audience."""

    name = "ccer_platform.portals"
    label = "portals"
