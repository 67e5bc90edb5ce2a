"""Trees and culms in the workbook: each a row with its own formula, the engine's plots and tonnes from them, also after a change of a size."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from ccer.compute._workbook_stems import STEMS_MAX
from ccer.compute.biomass_species import species_title
from ccer.compute.coastal_plots import campaigns
from ccer.compute.mangrove_stems import mangrove_stems
from ccer.compute.stems import StemTable, sizes_of
from ccer.compute.survey import FieldSurvey, PlotSurvey, TreeRow
from ccer.compute.workbook import write_workbook
from ccer.core.asof import AsOf
from ccer.methodologies.ccer_14_001_v01.stems import stems_of
from ccer.methodologies.ccer_14_001_v01.trees import plots_of
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period

from .test_workbook_all import recalculate
from .workbook_cases import Case, cases

HELD = {case.name: case for case in cases()}
FOREST, MANGROVE = HELD["CCER-14-001-V01 ex-post FieldSurvey"], HELD["CCER-14-002-V01 ex-post FieldSurvey"]
DAYS = (dt.date(2021, 6, 1), dt.date(2026, 6, 1))
OWN = {
    "hard-broadleaves": {
        "above": [
            {"of": "dbh", "scale": 0.12, "exponent": 2.3, "offset": -0.4, "valid": {"d_min": 5, "d_max": 30}},
            {"of": "dbh", "scale": 0.05, "exponent": 2.1, "height_exponent": 0.6, "valid": {"h_min": 2, "h_max": 9}},
        ],
        "below": {"of": "dbh", "scale": 0.03, "exponent": 2.2},
        "carbon": 0.49,
        "source": "示例",
    },
    "hazel": {
        "pool": "shrub",
        "above": {"of": "crown", "scale": 0.8, "exponent": 1.9, "height_exponent": 0.7},
        "source": "示例",
    },
}  # fmt: skip


def _plots() -> tuple[PlotSurvey, ...]:
    return tuple(
        PlotSurvey(plot=plot, area_ha=0.06, surveyed_on=day, stratum="S1", row=n)
        for n, plot in enumerate("abcdef", 2)
        for day in DAYS
    )


def _trees() -> tuple[TreeRow, ...]:
    """Every kind of rule, in both branches and inside and outside of ranges; some heights are missing."""
    rows: list[TreeRow] = []
    for n, day in enumerate(DAYS):
        for m, plot in enumerate("abcdef"):
            grown, alike = 2.5 * n + 0.05 * m, {"plot": plot, "surveyed_on": day}
            for d, h in ((4.0, 3.9), (8.0, 6.2), (12.5, None), (15.0, 9.8), (19.0, 11.1)):
                height = None if h is None else h + grown / 2
                for species in ("chinese-fir", "larch-spp", "masson-pine"):
                    rows.append(TreeRow(species=species, dbh_cm=d + grown, height_m=height, **alike))
            for d, h in ((1.2, 1.4), (3.0, 4.0), (7.0, 6.0), (31.0, 8.0), (33.0, 14.0)):
                rows.append(
                    TreeRow(species="hard-broadleaves", dbh_cm=d + grown / 9, height_m=h, count=3, **alike)
                )
            for d in (1.5, 6.0, 9.0):
                rows.append(
                    TreeRow(species="moso-bamboo", dbh_cm=d + grown / 5, age_class=2, count=7, **alike)
                )
            rows.append(TreeRow(species="hazel", crown_m=1.5 + grown / 3, height_m=1.8, **alike))
            rows.append(TreeRow(species="chinese-fir", dbh_cm=40, height_m=20, status="dead", **alike))
    return tuple(msgspec.structs.replace(row, row=n) for n, row in enumerate(rows, 2))


@pytest.fixture(scope="module")
def forest() -> Case:
    design = {**FOREST.project.design, "allometry": OWN, "height_curve": "fitted"}
    evidence = FieldSurvey(plots=_plots(), trees=_trees(), parcels=FOREST.evidence.parcels)
    project = msgspec.structs.replace(FOREST.project, design=design)
    return FOREST._replace(name="forest", project=project, evidence=evidence)


@pytest.fixture(scope="module")
def mangrove() -> Case:
    """Species with a form for each size, with the generic equation only, and with one that is in doubt."""
    design = dict(MANGROVE.project.design)
    held = (
        ("秋茄", 5.0, None, 4.0), ("秋茄", 16.0, None, 7.0), ("秋茄", None, 2.0, 1.2), ("桐花树", 2.0, None, 2.5),
        ("桐花树", 0.2, None, 2.0), ("白骨壤", 9.0, None, 4.0), ("红海榄", 8.0, None, 5.0), ("木榄", 50.0, None, 9.0),
    )  # fmt: skip
    plots = tuple(
        PlotSurvey(plot=plot, area_ha=0.01, surveyed_on=day, stratum="A")
        for plot in "uvwxyz"
        for day in (dt.date(2021, 12, 31), dt.date(2024, 1, 1))
    )
    trees = tuple(
        TreeRow(
            plot=plot.plot,
            species=species,
            surveyed_on=plot.surveyed_on,
            height_m=height * (1.2 if plot.surveyed_on.year > 2023 else 1),
            dbh_cm=None if dbh is None else dbh * (1 + "uvwxyz".index(plot.plot) / 200) * (1 + (plot.surveyed_on.year > 2023) / 5),
            basal_cm=basal,
        )
        for plot in plots
        for species, dbh, basal, height in held
    )  # fmt: skip
    project = msgspec.structs.replace(MANGROVE.project, design=design)
    return MANGROVE._replace(
        name="mangrove", project=project, evidence=FieldSurvey(plots=plots, trees=trees),
        period=Period(dt.date(2022, 1, 1), dt.date(2023, 12, 31)),
    )  # fmt: skip


def by_rules(table: StemTable) -> dict[tuple[str, str, dt.date], tuple[float, float]]:
    """Biomass and carbon of plots, stem by stem by the rules. [t/ha, tC/ha]"""
    found: dict[Any, tuple[float, float]] = {}
    for stem in table.stems:
        rule, sizes = table.rules[stem.rule], sizes_of(stem.tree)
        if stem.curve is not None:
            curve = table.curves[stem.curve]
            sizes["height"] = 1.3 + (sizes["dbh"] / (curve.a + curve.b * sizes["dbh"])) ** 2
        above = rule.above(sizes, rule.held)
        below = 0.0 if rule.below is None else rule.below(sizes, rule.held, above)
        share = stem.tree.count / 1000 / stem.area_ha
        biomass, carbon = found.get(stem.key, (0.0, 0.0))
        found[stem.key] = (
            biomass + (above + below) * share,
            carbon + rule.carbon(rule.held, above, below) * share,
        )
    return found


def test_the_rules_of_trees_give_the_engine_s_plots(forest: Case) -> None:
    at = AsOf(corpus(), forest.on)
    found = by_rules(stems_of(forest.project, forest.evidence, at))
    table = plots_of(forest.project, forest.evidence, at)
    assert {row.pool for row in table.rows} == {"tree", "bamboo", "shrub"}
    for row in table.rows:
        assert found[row.pool, row.plot, row.surveyed_on] == pytest.approx(
            (row.biomass, row.carbon), rel=1e-12
        )


def test_one_stem_of_each_kind_by_hand(forest: Case) -> None:
    """Chinese fir of 20 cm and 15 m, by the coefficients of LY/T 2264-2014: 0.065388 x 20^2.01735 x 15^0.49425 = 104.3 kg."""
    table = stems_of(forest.project, forest.evidence, AsOf(corpus(), forest.on))
    fir = next(rule for rule in table.rules if rule.title.en == "Chinese fir")
    above = fir.above({"dbh": 20.0, "height": 15.0}, fir.held)
    assert above == pytest.approx(0.065388 * 20**2.01735 * 15**0.49425, rel=1e-12)
    hazel = next(rule for rule in table.rules if rule.title.zh == "hazel")
    assert hazel.above({"crown": 2.0, "height": 1.8}, hazel.held) == pytest.approx(0.8 * 2**1.9 * 1.8**0.7)


def test_a_thousand_trees_and_more_are_rows_with_formulas(forest: Case, tmp_path: Path) -> None:
    made = forest.calculate()
    write_workbook(
        made, forest.method, tmp_path / "a.xlsx", "zh", readings=forest.evidence, project=forest.project
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    heads = [cell.value for cell in book["每木"][3]]
    living = [tree for tree in forest.evidence.trees if tree.status == "live"]
    rows = list(book["每木"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(living)
    for name in ("地上 kg/株", "地下 kg/株", "全株 kg/株", "碳 kgC/株"):
        assert all(str(row[heads.index(name)]).startswith("=") for row in rows), name
    assert book["每木"].freeze_panes == "E4"


def test_too_many_trees_enter_as_sums_and_the_workbook_says_so(tmp_path: Path, lang: str) -> None:
    evidence = FOREST.evidence
    many = tuple(
        msgspec.structs.replace(tree, row=n)
        for n, tree in enumerate(evidence.trees * (STEMS_MAX // len(evidence.trees) + 1))
    )
    case = FOREST._replace(evidence=msgspec.structs.replace(evidence, trees=many))
    write_workbook(
        case.calculate(), case.method, tmp_path / "a.xlsx", lang, readings=case.evidence, project=case.project  # type: ignore[arg-type]
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert not {"每木", "Trees"} & set(book.sheetnames)
    said = " ".join(str(row[1]) for row in book.worksheets[0].iter_rows(values_only=True))
    assert ("不逐株列出" if lang == "zh" else "not listed") in said


def changed_tree(case: Case, place: int, **sizes: float) -> Case:
    """The case with one tree measured otherwise."""
    trees = list(case.evidence.trees)
    trees[place] = msgspec.structs.replace(trees[place], **sizes)
    return case._replace(evidence=msgspec.structs.replace(case.evidence, trees=tuple(trees)))


CHANGES = [
    ("forest", "chinese-fir", "胸径 D cm", {"dbh_cm": 4.9}),
    ("forest", "larch-spp", "树高 H m", {"height_m": 13.5}),
    ("forest", "hard-broadleaves", "胸径 D cm", {"dbh_cm": 31.0}),
    ("forest", "moso-bamboo", "胸径 D cm", {"dbh_cm": 12.0}),
    ("mangrove", "秋茄", "胸径 D cm", {"dbh_cm": 3.9}),
]
"""Into the other branch; of a tree the curve of heights is fitted to; out of a range; of a culm; from its own form to the generic one."""


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_size_that_is_changed_changes_the_tonnes_as_the_engine_does(
    soffice: str, tmp_path: Path, forest: Case, mangrove: Case
) -> None:
    held, wanted, paths = {"forest": forest, "mangrove": mangrove}, [], []
    for n, (which, species, title, sizes) in enumerate(CHANGES):
        case, path = held[which], tmp_path / f"{n}.xlsx"
        made = case.calculate()
        write_workbook(made, case.method, path, "zh", readings=case.evidence, project=case.project)
        last = max(day for day in (tree.surveyed_on for tree in case.evidence.trees) if day)
        place, tree = next(
            (n, tree)
            for n, tree in enumerate(case.evidence.trees)
            if (tree.species, tree.surveyed_on) == (species, last) and (tree.dbh_cm or 0) > 5
        )
        book = openpyxl.load_workbook(path)
        sheet = book["每木"]
        column = [cell.value for cell in sheet[3]].index(title) + 1
        old = getattr(tree, next(iter(sizes)))
        cell = next(
            sheet.cell(row, column)
            for row in range(4, sheet.max_row + 1)
            if sheet.cell(row, column).value == old and sheet.cell(row, 2).value.date() == last
            and sheet.cell(row, 4).value == tree.plot and _title(tree) == sheet.cell(row, 6).value
        )  # fmt: skip
        cell.value = next(iter(sizes.values()))
        book.save(path)
        found = changed_tree(case, place, **sizes).calculate()
        assert found.years[-1].values != made.years[-1].values
        wanted.append(found)
        paths.append(path)
    out = recalculate(paths, soffice, tmp_path)
    for path, calculation in zip(paths, wanted, strict=True):
        summary = openpyxl.load_workbook(out[path.name], data_only=True)["汇总"]
        years = [summary.cell(9 + n, 2).value for n in range(len(calculation.years))]
        assert years == [year.tonnes for year in calculation.years], path.name


def _title(tree: TreeRow) -> str:
    held = species_title(tree.species)
    return tree.species if held is None else held.zh


@pytest.mark.libreoffice
@pytest.mark.slow
def test_every_cell_of_the_trees_is_what_libreoffice_works_out(
    soffice: str, tmp_path: Path, forest: Case, mangrove: Case
) -> None:
    paths = []
    for n, case in enumerate((forest, mangrove)):
        paths.append(tmp_path / f"{n}.xlsx")
        write_workbook(
            case.calculate(), case.method, paths[-1], "zh", readings=case.evidence, project=case.project
        )
    out = recalculate(paths, soffice, tmp_path)
    for path in paths:
        stored = openpyxl.load_workbook(path, data_only=True)
        found = openpyxl.load_workbook(out[path.name], data_only=True)
        for sheet in stored:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, float):
                        again = found[sheet.title][cell.coordinate].value
                        assert again == pytest.approx(cell.value, rel=1e-9, abs=1e-9), (
                            sheet.title,
                            cell.coordinate,
                        )


def test_mangrove_rules_give_the_engine_s_plots(mangrove: Case) -> None:
    from ccer.compute.coastal_plots import TreeStock
    from ccer.compute.coastal_strata import strata_of

    held = campaigns(mangrove.evidence.plots)
    stock = TreeStock(mangrove.project, mangrove.evidence, strata_of(mangrove.project, None))
    found = by_rules(mangrove_stems(mangrove.project, mangrove.evidence, held))
    for campaign in held:
        plots = {name: carbon for row in stock.of(campaign) for name, carbon in row.items()}
        for plot in campaign.plots:
            assert found["tree", plot.plot, plot.surveyed_on][1] == pytest.approx(plots[plot.plot], rel=1e-12)
