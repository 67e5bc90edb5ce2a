"""Methodologies are found by their folders and bring what documents and project files ask for."""

from __future__ import annotations

import pytest

from ccer.compute.equation import quantity
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.methodologies import codes, load

from .conftest import TODAY

ENERGY = ("CCER-01-001-V01", "CCER-01-002-V01")


def test_codes() -> None:
    assert {"CCER-01-001-V01", "CCER-01-002-V01"} <= set(codes())
    assert load("ccer-01-002-v01") is load("CCER-01-002-V01")


@pytest.mark.parametrize("code", ["CCER-01-002", "CCER-99-001-V01", "", "../secrets"])
def test_an_unknown_code_lists_the_known_ones(code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load(code)
    assert "CCER-01-002-V01" in refusal.value.next.en
    assert refusal.value.clause == "mee-samr-2023-31/art-10/para-1/item-2"


@pytest.mark.parametrize("code", codes())
def test_all_that_is_cited_is_in_the_law_base(code: str) -> None:
    method = load(code)
    cited = [line.cite for line in (*method.monitored, *method.site_fields, *method.design_fields)]
    cited += [s.cite for s in (method.baseline, method.additionality, method.leakage, method.boundary)]
    cited += [entry.cite for entry in method.equations]
    for ref in cited:
        assert TODAY.cite(ref, allow_draft=not method.published).ref == ref
    if method.published:
        assert TODAY.parameter(method.crediting_years_max).count >= 10
        assert TODAY.cite(method.instrument).since is not None


@pytest.mark.parametrize("code", codes())
def test_tables_are_complete(code: str) -> None:
    method = load(code)
    for line in method.monitored:
        assert quantity(line.name)
        texts = (line.title, line.source, line.instrument, line.frequency, line.quality, line.cross_check)
        assert all(isinstance(text, Text) and text.zh and text.en for text in texts)
    assert {source.scenario for source in method.sources} >= {"project"}


@pytest.mark.parametrize("code", ENERGY)
def test_energy_asks_for_one_figure_at_least(code: str) -> None:
    method = load(code)
    assert {source.scenario for source in method.sources} == {"baseline", "project"}
    assert {field.name for field in method.design_fields if field.required} == {"annual_net_export_mwh"}


@pytest.mark.parametrize("code", ENERGY)
def test_weights_and_limits_are_as_printed(code: str) -> None:
    """Tables 2 and 3: 0.5 and 0.5. Offshore: 30 km, 30 m."""
    method = load(code)
    assert TODAY.parameter(method.parameter("om_weight")).number == 0.5
    assert TODAY.parameter(method.parameter("bm_weight")).number == 0.5
    assert TODAY.parameter(method.parameter("networking_required")).value is False
    if code == "CCER-01-002-V01":
        assert TODAY.parameter(method.parameter("offshore_km")).number == 30
        assert TODAY.parameter(method.parameter("depth_m")).number == 30
