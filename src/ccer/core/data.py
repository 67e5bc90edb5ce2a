"""Tables that the package ships as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with its C library."""


def read_table(path: Path) -> Any:
    """Plain data of a YAML file of our own; files that people write go through ``project.yaml_file``."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
