"""The guards that Django's models cannot say: `store/sql`."""

from importlib import resources

from django.db import migrations


def statements() -> list[str]:
    """Each file as one statement, in the order of their numbers."""
    folder = resources.files("ccer_platform.store") / "sql"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [f.read_text(encoding="utf-8") for f in files]


class Migration(migrations.Migration):
    dependencies = (("store", "0001_tables"),)
    operations = tuple(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in statements())
