"""The contract of the commands others build on: JSON shapes, exit codes 0 done, 1 refused by rule, 2 bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

SAMPLES = Path(__file__).parent.parent.parent / "samples"
AS_OF = ("--as-of", "2026-11-20")


@pytest.mark.parametrize(
    ("kind", "start", "end", "days", "provisional"),
    [
        # As the registry published it: notice of 2026-08-05 ends 2026-09-01.
        ("pdd-notice", "2026-08-05", "2026-09-01", 20, False),
        ("reduction-notice", "2026-08-05", "2026-09-01", 20, False),
        # 15 working days after Monday 2 March 2026: 6, 13 and 20 March close the weeks, then Monday 23 March.
        ("registry-review", "2026-03-02", "2026-03-23", 15, False),
        # 100 days after 2 March: 29 left in March, 30 in April, 31 in May, 10 in June.
        ("vvb-report", "2026-03-02", "2026-06-10", 100, False),
        ("look-back", "2021-06-04", "2026-06-04", 5, False),
        ("records", "2026-03-26", "2036-03-26", 10, False),
        # No notice for 2027 is out.
        ("pdd-notice", "2026-12-21", None, 20, True),
    ],
)
def test_deadline(ccer: Run, kind: str, start: str, end: str | None, days: int, provisional: bool) -> None:
    ran = ccer("deadline", kind, "--from", start, "--json")
    assert ran.code == 0
    found = ran.json
    assert end in (None, found["end"])
    assert (found["days"], found["provisional"]) == (days, provisional)
    assert found["citation"].partition("/")[0] in ("mee-samr-2023-31", "cnca-2023-ccer-01")


def test_resolve(ccer: Run) -> None:
    ran = ccer("policy", "resolve", "31号令第十七条第一款第三项", "--json")
    assert (ran.code, ran.json["status"]) == (0, "found")
    assert ran.json["provision"] == "mee-samr-2023-31/art-17/para-1/item-3"
    before = ccer("policy", "resolve", "Order 31 art 17(1)(3)", "--as-of", "2020-01-01", "--json")
    assert before.json["status"] == "not-yet"
    assert ccer("policy", "resolve", "31号令第六十条", "--json").json["status"] == "not-found"


def test_search_show_and_params(ccer: Run) -> None:
    hits = ccer("policy", "search", "抵销比例上限", "--json").json["hits"]
    assert any(hit["ref"] in ("offset.cap_share", "mee-2020-19/art-29/para-1") for hit in hits[:3])
    near = ccer("policy", "search", "业主作假会怎样", "--by", "meaning", "--json").json["hits"]
    assert near[0]["ref"] == "penalty.owner_bar_years"
    shown = ccer("policy", "show", "31号令第十条第一款第三项", "--json").json
    assert shown["read_by"] == ["project.construction_start"]
    assert shown["reviewed_by_person"] is False
    values = ccer("policy", "params", "offset.cap_share", "--json").json["parameters"][0]["values"]
    assert [value["value"] for value in values] == [0.05]
    assert ccer("policy", "show", "31号令第六十条").code == 2


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("rudong-h8", 0),
        ("shanshan-csp", 0),
        ("rudong-152mw", 1),
        ("delingha-first-filing", 1),
        ("example-wind", 0),
        ("example-afforestation", 0),
        ("example-mangrove", 0),
        # Filed for 2021-06-04 on; by 2026-11-20 the first days are more than five years old.
        ("hongyuan-afforestation", 1),
    ],
)
def test_assess_says_by_its_exit_code_whether_it_is_refused(ccer: Run, sample: str, code: int) -> None:
    ran = ccer("assess", SAMPLES / sample, *AS_OF, "--json")
    assert ran.code == code
    result = ran.json["receipt"]["result"]
    assert (
        result["eligibility"]["outcome"] == "refused"
        or any(c["outcome"] == "refused" for c in result["claims"])
    ) is (code == 1)


def test_the_registered_wind_farm_gives_the_registered_tonnes(ccer: Run) -> None:
    """A210016: 467,106 t a year, 4,671,060 t in ten years, as registered on 2025-04-30."""
    result = ccer("assess", SAMPLES / "rudong-h8", *AS_OF, "--json").json["receipt"]["result"]
    assert result["eligibility"]["outcome"] == "granted"
    assert (result["estimate"]["tonnes"], result["estimate"]["annual_mean_tonnes"]) == (4_671_060, 467_106)


def test_the_registered_solar_thermal_plant_gives_the_registered_tonnes(ccer: Run) -> None:
    """A110009: 95,004 t a year, 950,045 t in ten years, as registered on 2026-07-16."""
    result = ccer("assess", SAMPLES / "shanshan-csp", *AS_OF, "--json").json["receipt"]["result"]
    assert (result["estimate"]["tonnes"], result["estimate"]["annual_mean_tonnes"]) == (950_045, 95_004)


def test_samples_of_the_field_give_removals_between_two_surveys(ccer: Run) -> None:
    """Expected and achieved removals of both; what no reader used is no fault; everything rests on stand-ins and says so."""
    for sample in ("example-afforestation", "example-mangrove"):
        ran = ccer("assess", SAMPLES / sample, *AS_OF, "--json").json
        result = ran["receipt"]["result"]
        (claim,) = result["claims"]
        assert (result["eligibility"]["outcome"], claim["outcome"]) == ("granted", "granted")
        assert result["estimate"]["tonnes"] > 0
        assert claim["calculation"]["tonnes"] == sum(y["tonnes"] for y in claim["calculation"]["years"]) > 0
        assert "proxy" in result["estimate"]["provisional"]
        assert "proxy" in claim["calculation"]["provisional"]


def test_the_real_afforestation_leaves_open_what_is_not_public(ccer: Run) -> None:
    """N110003: on 2026-06-04 its whole first period, from 2021-06-04, could still be applied for; land, tenure and parcels are missing facts."""
    ran = ccer("assess", SAMPLES / "hongyuan-afforestation", "--as-of", "2026-06-04", "--json")
    result = ran.json["receipt"]["result"]
    assert result["eligibility"]["outcome"] == "open"
    missing = {gap["field"] for gap in ran.json["gaps"]}
    assert {"site.wetland", "start_of_construction"} & missing == {"site.wetland"}
    assert any("tenure" in field for field in missing)
    assert result["claims"][0]["lost"] is None


def test_decide_calculate_and_replay(ccer: Run, tmp_path: Path) -> None:
    facts = tmp_path / "use.yaml"
    facts.write_text(
        "entity: 示例发电有限公司\ncompliance_year: 2025\nobligation_t: 120019\nquantity_t: 6001\nkey_emitter: true\nproject_ets_covered: false\n",
        encoding="utf-8",
    )
    receipt = tmp_path / "receipt.json"
    assert ccer("decide", "offset", facts, *AS_OF, "--receipt", receipt).code == 1
    again = ccer("replay", receipt, "--json")
    assert (again.code, again.json["status"]) == (0, "same")
    assert (
        ccer("calculate", "CCER-01-002-V01", SAMPLES / "rudong-h8", *AS_OF, "--json").json["calculation"][
            "tonnes"
        ]
        == 4_671_060
    )
    readings = SAMPLES / "example-wind" / "readings.csv"
    found = ccer("calculate", "CCER-01-002-V01", readings, "--grid", "江苏省", *AS_OF, "--json")
    assert (found.code, found.json["calculation"]["kind"]) == (0, "ex-post")


def test_an_assessment_replays(ccer: Run, tmp_path: Path) -> None:
    for sample in ("example-wind", "rudong-152mw", "example-afforestation", "example-mangrove"):
        out = tmp_path / sample
        ccer("assess", SAMPLES / sample, *AS_OF, "--out", out)
        again = ccer("replay", out / "receipt.json", "--json")
        assert (again.code, again.json["status"]) == (0, "same"), again.json["changed"]


def test_a_new_project_file_can_be_assessed_at_once(ccer: Run, tmp_path: Path) -> None:
    for code in ("CCER-01-001-V01", "CCER-01-002-V01"):
        folder = tmp_path / code
        assert (
            ccer("project", "new", folder, "--methodology", code, "--no-input", "--set", "name=示例项目").code
            == 0
        )
        ran = ccer("assess", folder, *AS_OF, "--json")
        assert (ran.code, ran.json["receipt"]["result"]["eligibility"]["outcome"]) == (0, "open")
        assert ccer("project", "new", folder, "--no-input").code == 2


def test_both_languages_are_spoken(ccer: Run) -> None:
    zh, en = (ccer("assess", SAMPLES / "rudong-152mw", *AS_OF, "--lang", lang).out for lang in ("zh", "en"))
    assert "不符合条件" in zh
    assert "refused" in en
    spoken = en.replace("中广核如东150MW海上风电场（示范项目）", "")
    assert not any("一" <= letter <= "鿿" for letter in spoken), [x for x in spoken if "一" <= x <= "鿿"]


@pytest.mark.parametrize(
    "words",
    [
        ("deadline", "pdd-notice", "--from", "2026-02-30"),
        ("deadline", "coffee", "--from", "2026-02-03"),
        ("deadline", "pdd-notice"),
        ("assess", "no-such-folder"),
        ("decide", "no-such-stage", "no-such-file"),
        ("policy", "params", "no.such.parameter"),
        ("replay", "no-such-receipt.json"),
        ("public", "check", "no-such-file.csv"),
        ("nonsense",),
    ],
)
def test_bad_input_leaves_with_two_and_four_parts(ccer: Run, words: tuple[str, ...]) -> None:
    for lang, labels in (("zh", ("问题", "原因", "下一步")), ("en", ("Problem", "Why", "What to do"))):
        ran = ccer(*words, "--lang", lang) if words != ("nonsense",) else ccer("--lang", lang, *words)
        assert ran.code == 2
        assert all(label in ran.err for label in labels), ran.err
        assert "Traceback" not in ran.err
