"""The accounting report of a sink: areas, plots of both surveys, the change and its precision, against figures worked out here."""

from __future__ import annotations

import functools

import pytest

from ccer.core.text import Lang
from ccer.documents.model import design_document
from ccer.documents.parts import Document
from ccer.documents.report import accounting_report
from ccer.methodologies import load
from ccer.project.assessment import assess
from ccer.project.model import Assessment
from documents.conftest import FILED_DAY, SAMPLES
from documents.test_report import rows_of
from documents.workbook_cases import cases


@functools.cache
def held(name: str) -> Assessment:
    return assess(SAMPLES / name, FILED_DAY)


def report(name: str, lang: Lang) -> Document:
    found = held(name)
    return accounting_report(found, load(found.project.methodology), lang)


@pytest.mark.parametrize("name", ["example-afforestation", "example-mangrove"])
def test_areas_and_plots_are_printed(name: str, lang: Lang) -> None:
    survey = held(name).claims[0].readings
    made = report(name, lang)
    areas = rows_of(made, "4.3")
    parts = [float(row[1]) for row in areas]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=2e-4)
    assert parts[-1] == pytest.approx(sum(p.measured_ha for p in survey.parcels), abs=1e-4)  # type: ignore[union-attr]
    plots = rows_of(made, "4.3", 1)
    assert len(plots) == len(survey.plots)  # type: ignore[union-attr]
    first = next(
        p for p in survey.plots if p.plot == plots[0][2] and p.surveyed_on.isoformat() == plots[0][0]
    )  # type: ignore[union-attr]
    living = [
        tree
        for tree in survey.trees_of()[first.plot, first.surveyed_on]
        if tree.status == "live"  # type: ignore[union-attr]
    ]
    assert int(plots[0][4].replace(",", "")) == sum(tree.count for tree in living)


@pytest.mark.parametrize("name", ["example-afforestation", "example-mangrove"])
def test_the_change_between_surveys_shows_what_is_deducted(name: str, lang: Lang) -> None:
    (row,) = rows_of(report(name, lang), "5.2")
    measured, half, credited = (float(row[n].replace(",", "")) for n in (2, 3, 6))
    error, rate = (float(row[n].rstrip("%")) / 100 for n in (4, 5))
    assert credited == pytest.approx(measured * (1 - rate), abs=0.002)
    assert half > 0
    assert rate == (0 if error <= 0.1 else 0.06 if error <= 0.2 else 0.11)


def test_no_name_of_data_stands_in_the_log(lang: Lang) -> None:
    shown = {row[0] for row in rows_of(report("example-afforestation", lang), "4.4")}
    assert "masson-pine" not in shown
    assert ("马尾松" if lang == "zh" else "Masson pine") in shown


def test_a_draft_is_never_said_to_be_in_force(lang: Lang) -> None:
    case = next(case for case in cases() if "DRAFT" in case.project.methodology)
    made = design_document(assess(case.project, case.on), case.method, lang)
    first = " ".join("".join(span.text for span in value) for _, value in made.front)
    assert ("起施行" if lang == "zh" else "in force since") not in first
    assert ("未发布" if lang == "zh" else "not published") in first
