"""Open data of a small market: the same rows as CSV and Parquet, described field by field; the Climate Action Data Trust's model."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pyarrow.parquet as pq
import pytest

from ccer_platform import clock
from ccer_platform.api import cadt
from ccer_platform.api.open_data import DATASETS
from conftest import ROOT

from .api_client import Program
from .story import lines
from .test_story_api import Stage

END = dt.datetime(2025, 3, 15, 9, tzinfo=clock.BEIJING)


@pytest.mark.usefixtures("database")
def test_the_story_as_open_data() -> None:
    stage = Stage()
    for line in lines("offshore.txt"):
        stage.play(line)
    anyone = Program(at=END)

    described = anyone.get("/open-data/datapackage.json").json()
    assert described["licenses"]
    assert len(described["resources"]) == 2 * len(DATASETS)
    for resource in described["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        answer = anyone.get(f"/open-data/{resource['path']}")
        content = answer.getvalue()
        if resource["format"] == "csv":
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            assert list(rows[0]) == names, resource["name"]
        else:
            assert pq.read_table(io.BytesIO(content)).column_names == names

    table = pq.read_table(io.BytesIO(anyone.get("/open-data/lines.parquet").getvalue())).to_pylist()
    assert sum(row["quantity_t"] for row in table) == 1000
    assert {row["vintage"]: row["issued_t"] for row in table} == {2021: 0, 2022: 0, 2023: 400, 2024: 0}
    published = list(
        csv.DictReader(io.StringIO(anyone.get("/open-data/events.csv").getvalue().decode("utf-8-sig")))
    )
    assert "project.registered" in {row["name"] for row in published}
    assert "units.transferred" not in {row["name"] for row in published}, "who moved what to whom is theirs"
    assert anyone.get("/open-data/secrets.csv").status_code == 404

    in_model(anyone)


def in_model(anyone: Program) -> None:
    """400 units issued of 2023, 40 of them cancelled for a beneficiary; what nobody told us is null."""
    tables = anyone.get("/open-data/cadt.json").json()["tables"]
    (project,) = tables["project"]
    assert (project["projectId"], project["projectStatus"], project["projectType"]) == (
        "A210001",
        "Registered",
        ["Wind"],
    )
    assert project["projectStatusDate"] == "2025-01-26"
    assert project["projectDescription"] is None
    units = tables["unit"]
    assert sum(unit["unitCount"] for unit in units) == 400
    (gone,) = [unit for unit in units if unit["unitStatus"] == "Retired"]
    assert (gone["unitCount"], gone["unitRetirementBeneficiary"]) == (40, "示例受益人")
    assert all(unit["unitCurrentOwner"] is None for unit in units)
    issuances = {row["cadTrustIssuanceId"] for row in tables["issuance"]}
    assert {unit["cadTrustIssuanceId"] for unit in units} == issuances
    assert {row["cadTrustVerificationId"] for row in tables["issuance"]} <= {
        row["cadTrustVerificationId"] for row in tables["verification"]
    }
    assert anyone.get("/open-data/cadt/unit.csv").getvalue().decode("utf-8-sig").startswith("cadTrustUnitId,")


def test_every_field_of_the_model_is_explained() -> None:
    said = (ROOT / "docs" / "cad-trust.md").read_text(encoding="utf-8")
    missing = [field for fields in cadt.FIELDS.values() for field in fields if f"`{field}`" not in said]
    assert not missing
