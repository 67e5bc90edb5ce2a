"""Mangrove trees by hand: equations by species, the generic one outside their ranges, equations in doubt, what is refused."""

from __future__ import annotations

import pytest

from ccer.compute.biomass import Sizes
from ccer.compute.mangrove import GENERIC_FORM, find_species, mangroves, stem_biomass
from ccer.core.errors import BadInput


def test_kandelia_tree() -> None:
    """D²H = 64·5 = 320; ln 320 = 5.768321. W_A = 0.03999·e^6.074042 = 17.373, W_B = 0.02972·e^5.710638 = 8.977; 26.350 kg."""
    found = stem_biomass("秋茄", Sizes.of(dbh=8.0, height=5.0))
    assert found.kg == pytest.approx([26.350], abs=1e-3)
    assert (found.carbon, found.forms, found.notes) == (0.47, ("kandelia-obovata/tree",), ())


def test_kandelia_in_metres_is_the_same_equation() -> None:
    """W_A = 10^(2.814 + 1.053 log10(0.08²·5)), W_B = 10^(2.433 + 0.990 log10(0.032)): the other print of it, to its three digits."""
    other = 10 ** (2.814 + 1.053 * -1.494850) + 10 ** (2.433 + 0.990 * -1.494850)
    assert stem_biomass("kandelia-obovata", Sizes.of(dbh=8.0, height=5.0)).kg == pytest.approx(
        [other], rel=1e-3
    )


def test_aegiceras_small_tree() -> None:
    """W_A = 0.644347·3 - 0.425066 = 1.507975; W_B = 0.163242·3 - 0.10423 = 0.385496; 1.893471 kg."""
    assert stem_biomass("桐花树", Sizes.of(dbh=3.0, height=3.0)).kg == pytest.approx([1.893471])


def test_aegiceras_low_by_its_base() -> None:
    """D0²H = 4; 4^0.83749 = 3.19315; W_A = 0.065108, W_B a seventh of it: 0.074410 kg."""
    found = stem_biomass("桐花树", Sizes.of(basal=2.0, height=1.0))
    assert found.kg == pytest.approx([0.074410], abs=1e-6)


def test_avicennia_total() -> None:
    """1.5066·10^1.595 = 1.5066·39.3550 = 59.292 kg."""
    assert stem_biomass("白骨壤", Sizes.of(dbh=10.0)).kg == pytest.approx([59.292], abs=1e-3)


def test_generic_where_a_species_has_none() -> None:
    """ρ = 0.71, D = 10: 0.251·0.71·10^2.46 = 51.396; 0.199·0.71^0.899·10^2.22 = 0.146263·165.959 = 24.274; 75.670 kg."""
    found = stem_biomass("榄李", Sizes.of(dbh=10.0))
    assert found.kg == pytest.approx([75.670], abs=1e-3)
    assert (found.carbon, found.forms, found.notes) == (0.45, (GENERIC_FORM,), ((0, "no-equation"),))


def test_outside_the_range_the_generic_stands_in() -> None:
    """Kandelia was measured for D 4 to 15 cm, both ends included, and H from 3 m."""
    found = stem_biomass("秋茄", Sizes.of(dbh=[4.0, 15.0, 15.1, 8.0], height=[3.0, 5.0, 5.0, 2.9]))
    assert [form.partition("/")[0] for form in found.forms] == ["kandelia-obovata"] * 2 + ["generic"] * 2
    assert found.notes == ((2, "outside"), (3, "outside"))
    assert find_species("秋茄").carbon == found.carbon


def test_thicker_than_the_generic_equation_goes() -> None:
    """60 cm counts as 45 cm, and says so."""
    found = stem_biomass("榄李", Sizes.of(dbh=[45.0, 60.0]))
    assert found.kg[0] == found.kg[1]
    assert (1, "beyond-generic") in found.notes


def test_a_negative_result_is_held_at_nothing() -> None:
    """0.644347·0.5 - 0.425066 < 0."""
    found = stem_biomass("桐花树", Sizes.of(dbh=0.5, height=2.0))
    assert (found.kg.tolist(), found.notes) == ([0.0], ((0, "clipped"),))


def test_an_equation_in_doubt_is_passed_over() -> None:
    """Rhizophora stylosa of 10 cm and 5 m: the generic 75.670 kg; with the switch 0.1719·500^1.0254 = 100.65 kg, and noted."""
    sizes = Sizes.of(dbh=10.0, height=5.0)
    careful = stem_biomass("红海榄", sizes)
    assert (careful.kg[0], careful.notes) == (pytest.approx(75.670, abs=1e-3), ((0, "suspect-passed-over"),))
    allowed = stem_biomass("红海榄", sizes, allow_suspect=True)
    assert (allowed.kg[0], allowed.notes) == (pytest.approx(100.65, abs=0.01), ((0, "suspect-used"),))


def test_an_equation_in_doubt_asked_for_by_name_is_refused_with_its_reason() -> None:
    with pytest.raises(BadInput, match="ten times"):
        stem_biomass("桐花树", Sizes.of(dbh=6.0, height=5.0), form="tree")
    with pytest.raises(BadInput, match="crown"):
        stem_biomass("白骨壤", Sizes.of(basal=4.0, height=1.0), form="shrub-crown", allow_suspect=True)
    with pytest.raises(BadInput, match="no form"):
        stem_biomass("秋茄", Sizes.of(dbh=6.0, height=5.0), form="giant")


def test_a_form_by_name() -> None:
    """Small tree, D0 = 4, H = 1.5: 0.05698·16 - 0.295595 = 0.616085; 0.009685·24 + 0.108358 = 0.340798; 0.956883 kg."""
    found = stem_biomass("秋茄", Sizes.of(basal=4.0, height=1.5), form="small-tree")
    assert found.kg == pytest.approx([0.956883])


def test_a_tree_whose_biomass_cannot_be_known_is_refused() -> None:
    with pytest.raises(BadInput, match="no diameter at breast height"):
        stem_biomass("秋茄", Sizes.of(basal=4.0, height=2.5))
    with pytest.raises(BadInput, match="no mangrove"):
        stem_biomass("杉木", Sizes.of(dbh=8.0, height=5.0))
    with pytest.raises(BadInput, match="below 0"):
        stem_biomass("秋茄", Sizes.of(dbh=-8.0, height=5.0))


@pytest.mark.parametrize("name", list(mangroves()))
def test_every_species_gives_more_for_a_thicker_tree(name: str) -> None:
    kg = stem_biomass(name, Sizes.of(dbh=[7.0, 7.5], height=6.5)).kg
    assert 0 < kg[0] < kg[1]
