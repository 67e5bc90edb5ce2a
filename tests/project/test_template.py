"""A new project file: every field of the methodology stands in it, explained, and it is read as it is, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ccer.methodologies import codes, load
from ccer.project.example import example_of
from ccer.project.file import read_project
from ccer.project.template import settable, template
from ccer.rules.subjects import Project

HAN = range(0x4E00, 0xA000)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", codes())
def test_every_field_stands_in_it_with_a_sentence(code: str, lang: str, tmp_path: Path) -> None:
    text = template(load(code), {"name": "project"}, lang)  # type: ignore[arg-type]
    held = yaml.safe_load(text)
    method = load(code)
    assert {field.name for field in method.site_fields} <= set(held["site"])
    assert {field.name for field in method.design_fields} | {"official"} <= set(held["design"])
    commented = {line.removeprefix("# ").partition(":")[0].strip() for line in text.splitlines()}
    apart = {"id", "files"}
    assert set(Project.__struct_fields__) - apart <= commented | set(held)
    bare = [
        line for line in text.splitlines() if line.strip() and not line.startswith("#") and "#" not in line
    ]
    assert {line.partition(":")[0] for line in bare} == {"methodology", "site", "design"}
    (tmp_path / "project.yaml").write_text(text, encoding="utf-8")
    found = read_project(tmp_path)
    assert (found.site, found.design) == ({}, {})


@pytest.mark.parametrize("code", codes())
def test_the_english_file_explains_in_english(code: str) -> None:
    """Chinese stands only where the made-up example does."""
    lines = template(load(code), {}, "en").splitlines()
    chinese = [line for line in lines if any(ord(letter) in HAN for letter in line)]
    assert all("e.g." in line or line.lstrip().startswith("#") for line in chinese)
    assert not [line for line in chinese if line.startswith("# ") and "e.g." not in line]


def test_a_data_file_can_be_made_from_it() -> None:
    """The quantities that coal-mine gas is accounted from, each with its unit."""
    text = template(load("CCER-10-001-V01"), {}, "zh")
    assert "gas_volume_in  进气标准体积 [Nm3]" in text
    assert "drained_gas_in  安全输送系统入口抽采瓦斯标准体积 [Nm3]（可不填）" in text
    assert "methane_destroyed: <2%>" in text


@pytest.mark.parametrize("code", codes())
def test_every_methodology_has_an_example(code: str) -> None:
    found = example_of(load(code))
    assert found is not None
    assert found.methodology == code
    assert set(found.design) <= set(settable(load(code))) | {"sampling"}
