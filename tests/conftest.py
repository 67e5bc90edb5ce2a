"""What tests share: where the figures outside the repository lie, what may be missing on a machine, and the two languages.

A test says what it needs by a marker (``@pytest.mark.shared``, ``@pytest.mark.libreoffice``) or by a fixture of the same name;
where that is missing it is skipped, and the reason says so. It uses Spark by the marker ``spark`` or by a parameter ``engine`` of that
name. Where tests are spread over processes (``--dist loadgroup``) all of those go to one, so that Spark is started once.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
_BESIDE: Final = ROOT.parent / "shared"
SHARED: Final = _BESIDE if (_BESIDE / "data").is_dir() else None
"""The folder ``shared`` beside the repository, or None."""
SHARED_ABSENT: Final = "shared data absent: there is no folder ../shared/data beside the repository"

SOFFICE: Final = shutil.which("soffice") or shutil.which("libreoffice")
LIBREOFFICE_ABSENT: Final = "LibreOffice absent: workbooks are not recalculated"

HAS_JAVA: Final = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))
HAS_PYSPARK: Final = importlib.util.find_spec("pyspark") is not None
SPARK_ABSENT: Final = "Spark absent: " + ("PySpark is not installed" if HAS_JAVA else "there is no Java")

needs_shared: Final = pytest.mark.skipif(SHARED is None, reason=SHARED_ABSENT)
needs_libreoffice: Final = pytest.mark.skipif(SOFFICE is None, reason=LIBREOFFICE_ABSENT)
needs_spark: Final = pytest.mark.skipif(not (HAS_JAVA and HAS_PYSPARK), reason=SPARK_ABSENT)


def uses_spark(item: pytest.Item) -> bool:
    callspec: Any = getattr(item, "callspec", None)
    asked = callspec is not None and callspec.params.get("engine") == "spark"
    return asked or item.get_closest_marker("spark") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(needs_shared)
        if item.get_closest_marker("libreoffice"):
            item.add_marker(needs_libreoffice)
        if uses_spark(item):
            for marker in (pytest.mark.spark, pytest.mark.xdist_group("spark"), needs_spark):
                item.add_marker(marker)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with figures beside the repository; skips where it is absent."""
    if SHARED is None:
        pytest.skip(SHARED_ABSENT)
    return SHARED


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; skips where it is absent."""
    if SOFFICE is None:
        pytest.skip(LIBREOFFICE_ABSENT)
    return SOFFICE


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    """Each language in turn, Chinese first."""
    return str(request.param)
