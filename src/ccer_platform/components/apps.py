"""The components as Django knows them."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Templates, tags and static files."""

    name = "ccer_platform.components"
    label = "components"
