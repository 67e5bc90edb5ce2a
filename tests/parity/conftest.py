"""What Spark needs, and one session for all: the tests that use it skip, and say so, where PySpark or Java is missing.

A test uses Spark by the marker ``spark`` or by a parameter ``engine`` of that name, in whatever folder it stands. Where tests are spread
over processes (``--dist loadgroup``) all of them go to one, so that Spark is started once.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import Any, Final

import pytest

HAS_JAVA: Final = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))
HAS_PYSPARK: Final = importlib.util.find_spec("pyspark") is not None
SPARK_ABSENT: Final = "Spark absent: " + ("PySpark is not installed" if HAS_JAVA else "there is no Java")
needs_spark: Final = pytest.mark.skipif(not (HAS_JAVA and HAS_PYSPARK), reason=SPARK_ABSENT)


def uses_spark(item: pytest.Item) -> bool:
    callspec: Any = getattr(item, "callspec", None)
    asked = callspec is not None and callspec.params.get("engine") == "spark"
    return asked or item.get_closest_marker("spark") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in filter(uses_spark, items):
        for marker in (pytest.mark.spark, pytest.mark.xdist_group("spark"), needs_spark):
            item.add_marker(marker)
