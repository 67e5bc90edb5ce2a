"""One small fictional project for each methodology: its folder with evidence as people send it, and its tonnes worked by hand.

Grid: North, label 2024, 0.6313 tCO2/MWh; the arithmetic of each stands beside it and, longer, in the cases of its methodology.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import ccer.methodologies

from .evidence import HECTARES, Files, Row, month, parcel, readings, survey

FACTS: dict[str, Any] = {
    "name": "示例项目",
    "owner": "示例业主",
    "owner_kind": "legal-person",
    "established_in_prc": True,
    "purpose": "avoid-reduce",
    "province": "河北省",
    "start_of_construction": "2022-03-01",
    "operation_start": "2022-12-01",
    "lifetime_years": 25,
    "crediting": {"start": "2023-01-01", "end": "2032-12-31"},
    "networking_completed": "2022-12-31",
    "additionality": "exempt",
    "lawful": True,
    "notice": {"start": "2025-03-03", "end": "2025-03-28"},
    "application_on": "2025-05-26",
    "registered_on": "2025-06-12",
}
SINK: dict[str, Any] = {"purpose": "remove", "crediting": {"start": "2022-01-01", "end": "2041-12-31"}}


class Example(NamedTuple):
    """Facts beside `FACTS`, the files, the filing's period, and its tonnes; None where a methodology accounts for nothing."""

    facts: dict[str, Any]
    files: Files
    period: tuple[str, str]
    tonnes: int | None
    evidence: str = "readings.xlsx"


def _office() -> list[Row]:
    used = {"2026-01": (500.0, 0.0, 20.0, 50.0, 900.0), "2026-07": (0.0, 100.0, 22.0, 150.0, 0.0)}
    names = (
        "heating_degree_days",
        "cooling_degree_days",
        "operating_days",
        "grid_electricity",
        "heat_bought",
    )
    units = ("℃·d", "度日", "d", "MWh", "GJ")
    rows: list[Row] = []
    for number in range(1, 8):
        interval = f"2026-{number:02d}"
        given = used.get(interval, (0.0,) * 5)
        rows += [
            (interval, "楼", name, value, unit) for name, value, unit in zip(names, given, units, strict=True)
        ]
        rows += [
            (interval, "楼", "conditioned_area", 20_000.0, "m2"),
            (interval, "楼", "occupancy", 0.8, "1"),
        ]
    return rows


def own(code: str) -> dict[str, Any]:
    """Site and design of the folder's own example."""
    path = Path(ccer.methodologies.__file__).parent / code.lower().replace("-", "_") / "example.yaml"
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: held[name] for name in ("site", "design") if name in held}


JANUARY = ("2026-01-01", "2026-01-31")
POND = {"name": "A", "area_ha": 10, "cover": 0.6, "planted": "2021-03-01", "species": "秋茄"}
FIR = {"name": "S1", "area_ha": 100, "planted": "2016-01-01", "species": "杉木"}
RICHARDS = {"form": "richards", "limit": 200, "rate": 0.1, "shape": 2, "source": "示例"}
FOUND = {"table": {0: 0, 20: 100}, "source": "示例"}
EVERY: dict[str, Example] = {
    # (10 000 − 100) · 0.6313 = 6 249.87
    "CCER-01-001-V01": Example(
        {"site": {"integrated": False}, "design": {"annual_export_mwh": 150_000, "annual_import_mwh": 3_000}},
        readings(
            ("2026-01", "M", "上网", 1_000, "万kWh"),
            ("2026-01", "M", "下网", 100, "MWh"),
            ("2026-01", "炉", "燃料:柴油", 0, "t"),
        ),
        JANUARY,
        6_249,
    ),
    # the same power at sea
    "CCER-01-002-V01": Example(
        {"site": {"offshore_km": 65}, "design": {"annual_net_export_mwh": 1_000_000}},
        readings(("2026-01", "M", "上网", 10, "GWh"), ("2026-01", "M", "下网", 100_000, "kWh")),
        JANUARY,
        6_249,
    ),
    # 20 000 · 0.11 − 400 · 0.6313 − 10 · 21.650152 = 1 730.978
    "CCER-01-003-V01": Example(
        own("CCER-01-003-V01"),
        readings(
            ("2026-01", "站", "heat_supplied", 20, "TJ"),
            ("2026-01", "表", "grid_electricity", 400, "MWh"),
            ("2026-01", "炉", "燃料:natural-gas", 100_000, "Nm3"),
        ),
        JANUARY,
        1_730,
    ),
    # (10 · 0.6 + 10 · 1) · 10 − 40 · 0.6313 = 134.748
    "CCER-01-004-V01": Example(
        own("CCER-01-004-V01"),
        readings(
            *(
                row
                for interval, green, bought in (("2026-01", 60, 40), ("2026-02", 120, 0))
                for row in month(
                    interval,
                    (
                        ("槽", "hydrogen_produced", 10, "t"),
                        ("槽", "renewable_electricity", green, "MWh"),
                        ("槽", "electrolysis_electricity", 100, "MWh"),
                        ("表", "grid_electricity", bought, "MWh"),
                    ),
                )
            )
        ),
        ("2026-01-01", "2026-02-28"),
        134,
    ),
    # 340.4 · 0.6313 + 1 200 · 0.11 − 200 · 0.6313 − 900 · 0.11 = 121.635
    "CCER-06-001-V01": Example(
        own("CCER-06-001-V01"), readings(*_office()), ("2026-01-01", "2026-07-31"), 121
    ),
    # (16.8 · 360 + 94.5 · 720)/1000 − 30 = 44.088 MWh · 0.6313 = 27.833
    "CCER-07-001-V01": Example(
        own("CCER-07-001-V01"),
        readings(
            ("2026-01", "入口段", "lit_hours", 15, "天"),
            ("2026-01", "中间段", "lit_hours", 720, "h"),
            ("2026-01", "照明回路", "grid_electricity", 30_000, "kWh"),
        ),
        JANUARY,
        27,
    ),
    # 50e6 · 0.0058 · 0.0007168 = 207.872 t · 25.25 + 4 000 · 0.11 − 800 · 0.6313 = 5 183.728
    "CCER-10-001-V01": Example(
        {
            "site": {"underground_in_operation": True, "flameless_oxidation": True, "heat_used": True},
            "design": {
                "oxidiser_set_point": 850,
                "oxidiser_temperature": 950,
                "annual_gas_volume_in": 600_000_000,
                "methane_share_in": 0.006,
                "annual_gas_volume_out": 600_000_000,
                "methane_share_out": 0.0002,
                "annual_heat_supplied": 50_000,
                "annual_grid_electricity": 10_000,
            },
        },
        readings(
            *month(
                "2026-01",
                (
                    ("炉", "gas_volume_in", 5_000, "万Nm3"),
                    ("炉", "methane_share_in", 0.6, "%"),
                    ("炉", "gas_volume_out", 5_000, "万Nm3"),
                    ("炉", "methane_share_out", 0.02, "%"),
                    ("炉", "oxidiser_temperature", 950, "℃"),
                    ("炉", "heat_supplied", 4, "TJ"),
                    ("表", "grid_electricity", 800, "MWh"),
                ),
            )
        ),
        JANUARY,
        5_183,
    ),
    # 1e6 · 0.04 · 0.01532 · 0.98 · 44/12 = 2 201.995
    "CCER-10-002-V01": Example(
        {
            "design": {
                "gas_heat_value": 0.04,
                "annual_gas_recovered": 10_000_000,
                "annual_grid_electricity": 0,
            }
        },
        readings(
            *month(
                "2026-01",
                (
                    ("P", "gas_recovered", 100, "万Nm3"),
                    ("P", "gas_heat_value", 400, "GJ/万Nm3"),
                    ("P", "grid_electricity", 0, "MWh"),
                ),
            )
        ),
        JANUARY,
        2_201,
    ),
    # 1e6 · 0.038 · 0.01532 · 0.98 · 44/12 − 50 · 0.6313 = 2 060.330
    "CCER-10-003-V01": Example(
        {
            "design": {
                "gas_heat_value": 0.038,
                "annual_gas_recovered": 5_000_000,
                "annual_grid_electricity": 100,
            }
        },
        readings(
            ("2026-01-03", "W1", "gas_recovered", 40, "万Nm3"),
            ("2026-01-04", "W1", "gas_recovered", 60, "万Nm3"),
            ("2026-01-04", "机", "grid_electricity", 50, "MWh"),
        ),
        JANUARY,
        2_060,
    ),
    # 200 000 · 0.045 · 0.01532 · 0.98 · 44/12 − 25 · 0.6313 = 479.666
    "CCER-10-004-V01": Example(
        {
            "site": {"onshore_low_volume": True, "otherwise_flared": True},
            "design": {
                "gas_heat_value": 0.045,
                "annual_gas_recovered": 2_000_000,
                "annual_grid_electricity": 300,
            },
        },
        readings(
            ("2026-01", "S1", "gas_recovered", 20, "万Nm3"), ("2026-01", "S1", "grid_electricity", 25, "MWh")
        ),
        JANUARY,
        479,
    ),
    # one fir of 20 cm and 15 m on 0.01 ha: 6.3924 tC/ha · 100 ha · 44/12 · 0.9 = 2 109.49 over 1 096 days:
    # 364, 366, 365 and 1 of them by year: 700 + 704 + 702 + 1
    "CCER-14-001-V01": Example(
        SINK
        | {
            "site": {"forest_kind": "protection", "planned_land": True, "wetland": False},
            "design": {
                "strata": [FIR | {"curve": RICHARDS}],
                "baseline_strata": [],
                "measured_area_ha": {"S1": 100},
            },
        },
        survey(
            [[p, "S1", "10m×10m", on] for p in ("a", "b") for on in ("2023-01-01", "2026-01-01")],
            [[p, "杉木", 20, 15, 1, "2026-01-01"] for p in ("a", "b")],
        ),
        ("2023-01-02", "2026-01-01"),
        2_107,
    ),
    # 20 stems · 1.893471 kg · 0.44 on 0.01 ha, 10 ha of soil: 79.877 a year
    "CCER-14-002-V01": Example(
        SINK
        | {
            "site": {"habitat": "retired-aquaculture-pond", "habitat_suitable": True, "planted": True},
            "design": {"strata": [POND | {"growth": FOUND}]},
        },
        survey(
            [[p, "A", "100m2", on] for p in ("a", "b") for on in ("2022-01-01", "2024-01-01")],
            [[p, "桐花树", 3, 3, 20, "2024-01-01"] for p in ("a", "b")],
        ),
        ("2022-01-01", "2023-12-31"),
        158,
    ),
    # area · 0.91 · 44/12 · 0.95
    "CCER-14-003-V01": Example(
        SINK
        | {"site": {"restores_salt_marsh": True}, "design": {"strata": [{"name": "A", "area_ha": HECTARES}]}},
        parcel,
        ("2025-01-01", "2025-12-31"),
        math.floor(HECTARES * 0.91 * 44 / 12 * 0.95),
        "parcels.geojson",
    ),
    # area · 0.43 · 44/12 · 0.95
    "CCER-14-004-V01": Example(
        SINK
        | {
            "site": {"restores_seagrass": True, "smallest_bed_m2": 100.5},
            "design": {"strata": [{"name": "A", "area_ha": HECTARES}]},
        },
        parcel,
        ("2025-01-01", "2025-12-31"),
        math.floor(HECTARES * 0.43 * 44 / 12 * 0.95),
        "parcels.geojson",
    ),
    # 330.9264 − 104.6808 − 10 · 0.6313 = 219.933
    "CCER-15-001-V01": Example(
        own("CCER-15-001-V01"),
        readings(
            ("2026-01", "育肥猪", "animal_days", 600_000, "d"),
            ("2026-01", "沼气发电机", "biogas_used", 3, "万m3"),
            ("2026-01", "沼气发电机", "methane_fraction", 60, "%"),
            ("2026-01", "表", "grid_electricity", 10, "MWh"),
        ),
        JANUARY,
        219,
    ),
    # (10 000 · 0.005 + 6 000 · 0.01) · 0.6 · 44/12 · 0.99 = 239.58
    "CCER-CHECK-DAM-SINK-V01": Example(
        SINK
        | {
            "site": {"check_dam": True},
            "design": {
                "mineralised_share": 0.4,
                "annual_sediment_trapped": 16_000,
                "sediment_carbon_share": 0.006,
            },
        },
        readings(
            ("2025-08", "D1", "sediment_trapped", 10_000, "t"),
            ("2025-08", "D1", "sediment_carbon_share", 0.005, "tC/t"),
            ("2025-09", "D2", "sediment_trapped", 6_000, "t"),
            ("2025-09", "D2", "sediment_carbon_share", 0.01, "tC/t"),
        ),
        ("2025-01-01", "2025-12-31"),
        239,
    ),
    "CCER-DRAFT-CCUS-V00": Example(own("CCER-DRAFT-CCUS-V00"), lambda folder: None, JANUARY, None),
    "CCER-DRAFT-FARM-WASTE-V00": Example(
        own("CCER-DRAFT-FARM-WASTE-V00"), lambda folder: None, JANUARY, None
    ),
    # (0.120 · 0.99 + 0.080 · 0.95) · 0.6 · 23 500 − 0.0005 · 23 500 = 2 734.93
    "CCER-SF6-RECOVERY-V01": Example(
        {
            "design": {
                "baseline_recovery_share": 0.4,
                "annual_sf6_recovered": 2.0,
                "sf6_purity": 0.98,
                "annual_sf6_lost": 0.01,
                "annual_grid_electricity": 0,
            }
        },
        readings(
            ("2026-01-12", "B1", "回收的气体质量", 120, "kg"),
            ("2026-01-12", "B1", "sf6_purity", 99, "%"),
            ("2026-01-25", "B2", "sf6_recovered", 80, "kg"),
            ("2026-01-25", "B2", "sf6_purity", 0.95, "1"),
            ("2026-01-25", "B2", "sf6_lost", 0.5, "kg"),
            ("2026-01", "M", "grid_electricity", 0, "MWh"),
        ),
        JANUARY,
        2_734,
    ),
}


def made(code: str, folder: Path) -> Path:
    """The folder of a methodology's project."""
    example = EVERY[code]
    facts = FACTS | example.facts | {"methodology": code}
    example.files(folder)
    if example.tonnes is not None:
        start, end = example.period
        facts["reductions"] = [{"period": {"start": start, "end": end}, "readings": example.evidence}]
    text = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    return folder
