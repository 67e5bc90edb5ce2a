"""The demonstration as Django knows it; installed where ``CCER_DEMO`` is set and nowhere else."""

from importlib import resources

from django.apps import AppConfig

from ccer.policy.approvals import add_list


class DemoConfig(AppConfig):
    """Holds the demonstration's own list of approved bodies beside the regulator's."""

    name = "ccer_platform.demo"
    label = "demo"

    def ready(self) -> None:
        add_list((resources.files(__package__) / "approvals.yaml").read_bytes())
