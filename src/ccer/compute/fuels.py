"""Fossil fuels: their names, the units they are metered in, and their properties as dated parameters."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.asof import AsOf, DatedValue
from ..core.data import read_table
from ..core.errors import BadInput
from ..core.text import Text

_FILE: Final = Path(__file__).parent / "fuels.yaml"
PROPERTIES: Final = ("net_calorific_value", "carbon_content", "oxidation_factor")


class Fuel(NamedTuple):
    """A fuel: its name in data, in both languages, and the unit of its quantity (t or 10^4Nm3)."""

    name: str
    title: Text
    unit: str


class Properties(NamedTuple):
    """What equation (5) asks of a fuel, and the dated values it stands on. [GJ/unit, tC/GJ, 1]"""

    net_calorific_value: float
    carbon_content: float
    oxidation_factor: float
    using: tuple[DatedValue, ...]


@functools.cache
def fuels() -> dict[str, Fuel]:
    """Every fuel, by name."""
    table: dict[str, dict[str, str]] = read_table(_FILE)
    return {name: Fuel(name, Text(row["zh"], row["en"]), row["unit"]) for name, row in table.items()}


def fuel_of(name: str) -> Fuel:
    """A fuel by its name in data, in Chinese or in English; BadInput where none is called so."""
    wanted = name.strip().casefold()
    for fuel in fuels().values():
        if wanted in (fuel.name, fuel.title.zh, fuel.title.en.casefold()):
            return fuel
    raise BadInput(
        what=Text(f"没有燃料“{name}”", f"there is no fuel {name!r}"),
        why=Text("没有它的热值、含碳量和氧化率", "its heat, carbon and oxidation are not held"),
        next=Text(
            f"可用：{'、'.join(f'{f.title.zh}（{f.name}）' for f in fuels().values())}",
            f"choose one of: {', '.join(fuels())}",
        ),
    )


def properties_of(fuel: Fuel, at: AsOf, prefix: str, given: dict[str, Any] | None = None) -> Properties:
    """Properties of a fuel: those given for the project, else the defaults in force.

    Parameters
    ----------
    prefix : str
        Beginning of the parameter names: ``methodology.ccer-01-001-v01.fuel``.
    given : dict, optional
        Measured values of the project by property name.
    """
    values, using = [], []
    for name in PROPERTIES:
        own = (given or {}).get(name)
        if own is not None:
            values.append(_positive(fuel, name, own))
            continue
        held = at.parameter(f"{prefix}.{fuel.name}.{name}")
        values.append(held.number)
        using.append(held)
    return Properties(values[0], values[1], values[2], tuple(using))


def _positive(fuel: Fuel, name: str, value: Any) -> float:
    limits = {"net_calorific_value": 1000.0, "carbon_content": 0.1, "oxidation_factor": 1.0}
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= limits[name]:
        raise BadInput(
            what=Text(f"{fuel.title.zh}的 {name} 无法使用", f"{name} of {fuel.title.en} cannot be used"),
            why=Text(
                f"{value!r} 应为大于 0、不超过 {limits[name]} 的数",
                f"{value!r} must be above 0 and at most {limits[name]}",
            ),
            next=Text(
                "核对单位：GJ/t（或 GJ/10^4Nm3）、tC/GJ、1", "check the unit: GJ/t (or GJ/10^4Nm3), tC/GJ, 1"
            ),
        )
    return float(value)
