"""A formula's tree as MathML, which browsers set themselves."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .latex import SUMS, Atom, Cases, Fence, Fraction, Node, Root, Row, flat, parse

_ACCENTS = {"\u0304": "¯", "\u0302": "^", "\u0303": "~"}


def to_mathml(source: str, *, display: bool = True) -> str:
    """LaTeX to a ``math`` element.

    Parameters
    ----------
    source : str
        LaTeX without the enclosing dollar signs.
    display : bool
        On a line of its own, else within a sentence.
    """
    how = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{how}>{_set(parse(source))}</math>'


def _set(node: Node) -> str:
    if isinstance(node, Atom):
        return _atom(node)
    if isinstance(node, Row):
        return "<mrow>" + "".join(_set(item) for item in node.items) + "</mrow>"
    if isinstance(node, Fraction):
        return f"<mfrac>{_set(node.over)}{_set(node.under)}</mfrac>"
    if isinstance(node, Root):
        return f"<msqrt>{_set(node.body)}</msqrt>"
    if isinstance(node, Fence):
        return f"<mrow>{_sign(node.left)}{_set(node.body)}{_sign(node.right)}</mrow>"
    if isinstance(node, Cases):
        lines = "".join(
            f"<mtr><mtd>{_set(value)}</mtd><mtd>{_set(when)}</mtd></mtr>" for value, when in flat(node)
        )
        return f"<mrow>{_sign('{')}<mtable>{lines}</mtable></mrow>"
    return _scripts(_set(node.base), node.below, node.above, over=_is_sum(node.base))


def _is_sum(node: Node) -> bool:
    return isinstance(node, Atom) and node.text in SUMS


def _scripts(base: str, below: Node | None, above: Node | None, *, over: bool) -> str:
    """What stands below and above: under and over a sum, at the foot and head of a letter."""
    kind = (
        {(True, True): "munderover", (True, False): "munder", (False, True): "mover"}
        if over
        else {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}
    )
    name = kind.get((below is not None, above is not None))
    if name is None:
        return base
    return f"<{name}>{base}{''.join(_set(part) for part in (below, above) if part is not None)}</{name}>"


def _atom(atom: Atom) -> str:
    if atom.sign:
        return _sign(atom.text)
    accent = _ACCENTS.get(atom.text[-1:])
    if accent:
        return f"<mover accent='true'>{_letter(atom.text[:-1], atom.upright)}<mo>{accent}</mo></mover>"
    return _letter(atom.text, atom.upright)


def _letter(text: str, upright: bool) -> str:
    if text.replace(".", "", 1).isdigit():
        return f"<mn>{escape(text)}</mn>"
    if len(text) == 1 and not upright:
        return f"<mi>{escape(text)}</mi>"
    return f"<mtext>{escape(text)}</mtext>" if upright else f"<mi>{escape(text)}</mi>"


def _sign(text: str) -> str:
    return f"<mo>{escape(text)}</mo>"
