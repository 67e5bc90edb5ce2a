"""Every equation of mangrove trees at one size, by hand: `test_ccer_14_002_trees` has some of them and the rules for choosing.

Logarithms to the base of e: ln 2 = 0.693147, ln 3 = 1.098612, ln 5 = 1.609438, ln 7 = 1.945910, ln 8 = 2.079442, ln 10 = 2.302585.
"""

from __future__ import annotations

import math

import pytest

from ccer.compute.biomass import Sizes
from ccer.compute.mangrove import stem_biomass
from ccer.core.errors import BadInput

NAN = math.nan


@pytest.mark.parametrize(
    ("species", "dbh", "basal", "height", "form", "kg", "carbon"),
    [
        # D0 = 3, H = 1.5: 0.01016·e^(2.454·1.098612) = 0.150579; 0.007649·e^(2.064·1.098612) = 0.073856
        ("秋茄", NAN, 3.0, 1.5, "young", 0.224435, 0.47),
        # D0 = 4, H = 1.5: 0.05698·16 - 0.295595 = 0.616085; 0.009685·24 + 0.108358 = 0.340798
        ("秋茄", NAN, 4.0, 1.5, "small-tree", 0.956883, 0.47),
        # D = 5: 0.780778·5 - 0.325215
        ("桐花树", 5.0, NAN, 3.0, "older-total", 3.578675, 0.44),
        # D0 = 4, H = 1.5: 24·0.076123 - 0.222424 = 1.604528; 24·0.040168 - 0.12623 = 0.837802
        ("白骨壤", NAN, 4.0, 1.5, "shrub", 2.442330, 0.41),
        # D = 8: 0.186·e^(2.31·2.079442) = 22.680543; 0.4697·e^(1.5543·2.079442) = 11.899
        ("木榄", 8.0, NAN, 5.0, "tree", 34.5797, 0.46),
        # D0 = 5, H = 2: D0²H = 50, ln 50 = 3.912023: 0.1246·e^(0.5918·3.912023) = 1.261760, ·1.8132
        ("海莲", NAN, 5.0, 2.0, "basal", 2.287823, 0.46),
        # D = 7: 0.5199·e^(1.953·1.945910) = 23.248
        ("角果木", 7.0, NAN, 4.0, "tree", 23.2484, 0.46),
        # D = 10, r = 0.71: 0.235·10^2.42 = 61.8117; 0.199·0.71^0.899·10^2.22 = 24.2737
        ("红树", 10.0, NAN, 8.0, "tree", 86.0854, 0.46),
        # D = 8, H = 5: D²H = 320, ln 320 = 5.768321: 0.08469·e^(0.8532·5.768321) = 11.6205
        ("海桑", 8.0, NAN, 5.0, "tree", 11.6205, 0.41),
        # D = 10, H = 8: D²H = 800, ln 800 = 6.684612: 0.034·e^(0.966·6.684612) = 21.6703; 0.003·e^(1.119·6.684612) = 5.3171
        ("无瓣海桑", 10.0, NAN, 8.0, "tree", 26.9874, 0.41),
        # 0.033·e^(1.002·6.684612) = 26.7553
        ("无瓣海桑", 10.0, NAN, 8.0, "total", 26.7553, 0.41),
        # D = 10: 0.0823·10^2.59 = 32.0184; 0.145·10^2.55 = 51.4487
        ("木果楝", 10.0, NAN, 6.0, "tree", 83.4671, 0.46),
    ],
)
def test_an_equation(
    species: str, dbh: float, basal: float, height: float, form: str, kg: float, carbon: float
) -> None:
    found = stem_biomass(species, Sizes.of(dbh=dbh, basal=basal, height=height), form=form)
    assert found.kg[0] == pytest.approx(kg, rel=2e-4)
    assert found.carbon == carbon
    assert found.forms[0].endswith(f"/{form}")


@pytest.mark.parametrize(
    ("species", "form", "reason"),
    [
        ("秋茄", "dwarf", "unit is not clear"),
        ("桐花树", "tree", "ten times"),
        ("白骨壤", "shrub-crown", "more below ground"),
        ("白骨壤", "tree-height", "leaves the power out"),
        ("红海榄", "tree", "verified first"),
    ],
)
def test_each_equation_in_doubt_is_refused_with_its_reason(species: str, form: str, reason: str) -> None:
    sizes = Sizes.of(dbh=6.0, basal=7.0, height=5.0)
    with pytest.raises(BadInput, match=reason):
        stem_biomass(species, sizes, form=form)


@pytest.mark.parametrize(
    ("species", "dbh", "height"),
    [
        ("秋茄", 15.1, 5.0), ("桐花树", 3.0, 4.1), ("木榄", 25.1, 9.0), ("角果木", 8.1, 5.0), ("红树", 28.1, 9.0), ("海桑", 13.1, 6.0),
        ("海桑", 8.0, 7.1), ("无瓣海桑", 6.0, 8.0), ("无瓣海桑", 10.0, 13.1),
    ],
)  # fmt: skip
def test_outside_its_range_a_tree_takes_the_generic_equation_and_is_noted(
    species: str, dbh: float, height: float
) -> None:
    """0.251·0.71·D^2.46 + 0.199·0.71^0.899·D^2.22, whatever the species."""
    found = stem_biomass(species, Sizes.of(dbh=dbh, height=height))
    assert found.kg[0] == pytest.approx(0.17821 * dbh**2.46 + 0.146263 * dbh**2.22, rel=1e-5)
    assert found.notes[0][1] in {"outside", "suspect-passed-over"}


@pytest.mark.parametrize("species", ["白骨壤", "木果楝"])
def test_an_equation_whose_range_is_not_stated_says_so(species: str) -> None:
    assert stem_biomass(species, Sizes.of(dbh=10.0, height=6.0)).notes == ((0, "no-range"),)
