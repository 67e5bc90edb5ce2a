"""The application that a server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccer_platform.settings")
application = get_wsgi_application()


def _warmed() -> None:
    """What every page reads is read once, and the collector is told to leave it alone: walking it took a seventh of a page's time."""
    from ccer.methodologies import codes, load
    from ccer.policy.corpus import corpus
    from ccer.project.life.tables import fields_file, machines

    from . import urls  # noqa: F401

    corpus(), machines(), fields_file()
    for code in codes():
        load(code)
    gc.collect()
    gc.freeze()


_warmed()
