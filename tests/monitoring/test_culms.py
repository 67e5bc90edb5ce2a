"""Culms with their age class and shrubs with their crown, as lists of the field hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccer.core.errors import BadInput
from ccer.monitoring.plots import read_trees

HEAD = "样地号,树种,胸径(cm),竹度,冠幅(cm),树高(m),株数\n"


def write(folder: Path, rows: str) -> Path:
    path = folder / "stems.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_culms_and_shrubs_are_read(tmp_path: Path) -> None:
    """A crown of 120 cm is 1.2 m; the age class has no unit; what was not measured stays open."""
    read = read_trees(write(tmp_path, "P1,毛竹,10.2,2,,,5\nP1,沙棘,,,120,1.5,3\n"))
    culm, shrub = sorted(read.trees, key=lambda tree: tree.species)
    assert (culm.species, culm.dbh_cm, culm.age_class, culm.crown_m, culm.count) == (
        "moso-bamboo", 10.2, 2.0, None, 5,
    )  # fmt: skip
    assert (shrub.species, shrub.crown_m, shrub.height_m, shrub.age_class) == (
        "sea-buckthorn",
        1.2,
        1.5,
        None,
    )


def test_a_clump_bamboo_has_a_name(tmp_path: Path) -> None:
    (culm,) = read_trees(write(tmp_path, "P1,丛生竹,5,,,,1\n")).trees
    assert culm.species == "bambusa-spp"


@pytest.mark.parametrize("row", ["P1,毛竹,10,0,,,1", "P1,沙棘,,,0,1.5,1", "P1,沙棘,,,,,1"])
def test_nothing_measured_is_not_zero(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadInput):
        read_trees(write(tmp_path, f"{row}\n"))
