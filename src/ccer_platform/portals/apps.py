"""The pages as Django knows them."""

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    """Pages of every audience."""

    name = "ccer_platform.portals"
    label = "portals"

    def ready(self) -> None:
        """The stream of a board sends the board as the pages draw it."""
        from .. import streaming
        from .public.market import fragment

        streaming.fragment = fragment
