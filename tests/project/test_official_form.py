"""The official form: written, filled, read back; results name what they still rest on, and fewer of it as the form is filled."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from ccer.compute.official import blanks
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.documents.decision_page import decision_page
from ccer.documents.report import accounting_report
from ccer.methodologies import codes, load
from ccer.policy.corpus import corpus
from ccer.project.assessment import assess
from ccer.project.calculation import Options, calculate
from ccer.project.deciding import decide
from ccer.project.file import read_project
from ccer.project.official_form import form_of, read_form, with_form
from ccer.project.replaying import assessment_receipt, replay
from ccer.rules import Stage

ON = dt.date(2026, 11, 20)
AT = AsOf(corpus(), ON)
CODE = "CCER-14-001-V01"
FOREST = Path(__file__).parents[2] / "samples" / "example-afforestation"
DEDUCTION = "nonpermanence_deduction"


def filled(path: Path, **lines: Any) -> Path:
    """The form as it is written, with some lines filled; ``__`` stands for a dot."""
    form = yaml.safe_load(form_of(load(CODE), AT))
    for name, value in lines.items():
        form["official"][name.replace("__", ".")] |= {"value": value, "source": "示例文本", "clause": "6.7"}
    path.write_text(yaml.safe_dump(form, allow_unicode=True), encoding="utf-8")
    return path


def by_form(path: Path) -> Any:
    return calculate(CODE, FOREST, ON, options=Options(official=read_form(path, CODE)))


@pytest.mark.parametrize("code", codes())
def test_every_form_is_empty_and_reads_back_as_nothing(code: str, tmp_path: Path) -> None:
    text = form_of(load(code), AT)
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_form(path, code) == {}
    entries = yaml.safe_load(text)["official"]
    assert entries
    for name, entry in entries.items():
        assert [entry[key] for key in ("value", "source", "clause")] == [None] * 3, name
        assert entry["unit"]
    assert text.count("应见于") == text.count("expected in") == len(entries)


def test_a_filled_deduction_changes_the_result_and_is_gone_from_what_it_rests_on(tmp_path: Path) -> None:
    """Removals of every year are those before the deduction times 1 − k: from 0.1 to 0.2 they fall to 8/9."""
    before, _ = calculate(CODE, FOREST, ON)
    after, receipt = by_form(filled(tmp_path / "form.yaml", nonpermanence_deduction=0.2))
    assert replay(receipt).status == "same"
    for one, other in zip(before.years, after.years, strict=True):
        expected = one.values["emission_reductions"] * 8 / 9
        assert other.values["emission_reductions"] == pytest.approx(expected)
    names = [{reason.name for reason in found.provisional} for found in (before, after)]
    assert names[0] - names[1] == {f"methodology.ccer-14-001-v01.{DEDUCTION}"}
    assert [held.note.en for held in after.entered if held.note] == [
        "entered by the user from the official text: 示例文本, 6.7"
    ]


def test_the_count_falls_to_what_no_figure_can_settle(tmp_path: Path) -> None:
    """Filled line by line with the present values, each takes away one point; what is left is no parameter."""
    found, _ = calculate(CODE, FOREST, ON)
    prefix = "methodology.ccer-14-001-v01."
    open_ = [r.name.removeprefix(prefix) for r in found.provisional if r.name.startswith(prefix)]
    held = {value.name.removeprefix(prefix): value.value for value in found.parameters}
    assert DEDUCTION in open_
    count, lines = len(found.provisional), {}
    for name in open_:
        lines[name.replace(".", "__")] = held[name]
        found, _ = by_form(filled(tmp_path / "form.yaml", **lines))
        count -= 1
        assert len(found.provisional) == count
    assert not [r.name for r in found.provisional if r.name.startswith(prefix)]
    assert "proxy" in {r.name for r in found.provisional}


def test_a_whole_form_serves_any_project_of_the_methodology(tmp_path: Path) -> None:
    """Filled with what stands in already, also for what this project has no use for (fires, soil): the tonnes stay, the marks do not."""
    rows = {blank.name: blank.held.value for blank in blanks(load(CODE).plan, AT) if blank.held is not None}
    before, _ = calculate(CODE, FOREST, ON)
    after, _ = by_form(filled(tmp_path / "form.yaml", **{n.replace(".", "__"): v for n, v in rows.items()}))
    assert len(rows) > len(after.entered) > 0
    assert (after.tonnes, [year.values for year in after.years]) == (
        before.tonnes,
        [year.values for year in before.years],
    )
    assert not [r.name for r in after.provisional if r.name.startswith("methodology.ccer-14-001-v01.")]


def test_it_is_named_in_the_project_file_and_everything_shows_it(tmp_path: Path) -> None:
    folder = tmp_path / "forest"
    shutil.copytree(FOREST, folder)
    filled(folder / "form.yaml", nonpermanence_deduction=0.2, crediting_years_max=40)
    plain = assess(folder, ON)
    raw = yaml.safe_load((folder / "project.yaml").read_text(encoding="utf-8"))
    raw["design"]["official"] = "form.yaml"
    (folder / "project.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    told = assess(folder, ON)
    achieved, before = told.claims[0].calculation, plain.claims[0].calculation
    assert told.estimate is not None
    assert plain.estimate is not None
    assert achieved is not None
    assert before is not None
    assert len(achieved.provisional) == len(before.provisional) - 1
    assert len(told.estimate.provisional) == len(plain.estimate.provisional) - 1
    for reason in achieved.provisional:
        assert reason.name.removeprefix("methodology.ccer-14-001-v01.") in achieved.rests_on(reason).zh
    page = decision_page(told, "zh")
    assert "示例文本, 6.7" in page
    assert f"（{DEDUCTION} = 0.1" not in page
    assert f"（{DEDUCTION} = 0.1" in decision_page(plain, "zh")
    paper = str(accounting_report(told, load(CODE), "zh", filing=1, receipt="x"))
    assert "示例文本, 6.7" in paper
    for reason in achieved.provisional:
        assert reason.why.zh in paper
    receipt = assessment_receipt(told, AT, folder=folder)
    shutil.rmtree(folder)
    assert replay(receipt).status == "same"


def test_rules_go_by_it_too(tmp_path: Path) -> None:
    """Twenty years are no crediting period under a text that asks for thirty at least; a receipt of that replays."""
    project = with_form(
        read_project(FOREST), read_form(filled(tmp_path / "form.yaml", crediting_years_min=30), CODE)
    )
    assert project.crediting is not None
    assert project.crediting.end.year - project.crediting.start.year < 30
    decision, receipt = decide(Stage.ELIGIBILITY, project, ON)
    refused = {finding.rule for finding in decision.refusals}
    assert [rule for rule in refused if "crediting" in rule]
    assert replay(receipt).status == "same"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("methodology: CCER-14-002-V01\nofficial: {}\n", "it belongs to CCER-14-002-V01"),
        ("official: {}\n", "a form has methodology and official only"),
        (f"methodology: {CODE}\nofficial: [1]\n", "a form has"),
        (f"methodology: {CODE}\nofficial: {{}}\nowner: x\n", "a form has"),
    ],
)
def test_what_is_no_form_of_it(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_form(path, CODE)
    assert said in refusal.value.why.en
    with pytest.raises(BadInput, match="no form"):
        read_form(tmp_path / "none.yaml", CODE)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"value": 0.2, "unit": "1", "source": None, "clause": "6.7"}, "needs a value and a source"),
        ({"value": 20, "unit": "%", "source": "示例文本", "clause": None}, "its unit is %, not 1"),
        ({"value": 20, "unit": "1", "source": "示例文本", "clause": None}, "out of range 0 – 1"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(line: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(yaml.safe_dump({"methodology": CODE, "official": {DEDUCTION: line}}), encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        by_form(path)
    assert DEDUCTION in refusal.value.what.en
    assert said in refusal.value.why.en
    with pytest.raises(BadInput, match=DEDUCTION):
        assess(FOREST, ON, official=read_form(path, CODE))


def test_entered_twice_and_not_alike(tmp_path: Path) -> None:
    form = read_form(filled(tmp_path / "form.yaml", nonpermanence_deduction=0.2), CODE)
    once = with_form(read_project(FOREST), form)
    assert with_form(once, form) == once
    other = {DEDUCTION: {"value": 0.3, "source": "x"}}
    with pytest.raises(BadInput, match="entered twice"):
        with_form(once, other)
