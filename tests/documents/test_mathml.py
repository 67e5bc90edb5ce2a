"""Equations as MathML: well formed for every methodology, and set as the formula says."""

from __future__ import annotations

import pytest
from lxml import etree

from ccer.documents.mathml import to_mathml
from ccer.methodologies import codes, load

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def shape(source: str) -> str:
    """Names of the elements and their texts, in brackets."""

    def walk(node: etree._Element) -> str:
        name = etree.QName(node).localname
        inner = (node.text or "") + "".join(walk(child) for child in node)
        return inner if name in ("math", "mrow") else f"{name}({inner})"

    return walk(etree.fromstring(to_mathml(source)))


@pytest.mark.parametrize("code", codes())
def test_every_equation_is_well_formed(code: str) -> None:
    for equation in load(code).equations:
        tree = etree.fromstring(to_mathml(equation.latex()))
        assert tree.tag == f"{NAMESPACE}math"
        assert tree.get("display") == "block"
        assert "".join(tree.itertext()).strip()


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{a}{2}", "mfrac(mi(a)mn(2))"),
        (r"x_{1}", "msub(mi(x)mn(1))"),
        (r"x^{2}", "msup(mi(x)mn(2))"),
        (r"\sqrt{a}", "msqrt(mi(a))"),
        (r"\sum_{i} a", "munder(mo(∑)mi(i))mi(a)"),
        (r"a < b", "mi(a)mo(<)mi(b)"),
    ],
)
def test_a_formula_keeps_its_form(latex: str, expected: str) -> None:
    assert shape(latex) == expected


def test_within_a_sentence_it_is_no_block() -> None:
    assert "display" not in to_mathml("x", display=False)
