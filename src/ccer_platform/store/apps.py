"""The store as Django knows it; after each migration the database holds the core's transition tables."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

LEDGER_ACCOUNT = "ledger-account"
"""Under this name the table holds the steps of the ledger's accounts (`store/sql/03_stages.sql`)."""


class StoreConfig(AppConfig):
    """All tables of the registry."""

    name = "ccer_platform.store"
    label = "store"

    def ready(self) -> None:
        post_migrate.connect(write_steps, sender=self)


def write_steps(**facts: Any) -> None:
    """The permitted steps of every machine, and of the ledger's accounts, as the database asks them."""
    from ccer.project.life.tables import machines
    from ccer.registry.accounts import ACCOUNT_STEPS

    from .models import StageTransition

    rows = [
        StageTransition(machine=row.machine, source=row.source, action=row.action, target=row.target)
        for machine in machines().values()
        for row in machine.rows
    ]
    rows += [
        StageTransition(machine=LEDGER_ACCOUNT, source=source.value, action=name, target=step.target.value)
        for name, step in ACCOUNT_STEPS.items()
        for source in step.sources
        if step.target
    ]
    StageTransition.objects.all().delete()
    StageTransition.objects.bulk_create(rows)
