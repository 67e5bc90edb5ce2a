"""A formula's tree as Typst mathematics. Every word is quoted, so that nothing in it can be read as code."""

from __future__ import annotations

from .latex import SUMS, Atom, Cases, Fence, Fraction, Node, Root, Row, flat, parse

_SIGNS = {"∑": "sum", "∏": "product", "*": "dot.op", "·": "dot.op", "×": "times"}

_ACCENTS = {"\u0304": "macron", "\u0302": "hat", "\u0303": "tilde"}


def to_typst(source: str) -> str:
    """LaTeX to the source of a Typst formula."""
    return _set(parse(source))


def _set(node: Node) -> str:
    if isinstance(node, Atom):
        return _atom(node)
    if isinstance(node, Row):
        return " ".join(_set(item) for item in node.items) or '""'
    if isinstance(node, Fraction):
        return f"frac({_set(node.over)}, {_set(node.under)})"
    if isinstance(node, Root):
        return f"sqrt({_set(node.body)})"
    if isinstance(node, Fence):
        return f"lr({_bracket(node.left)} {_set(node.body)} {_bracket(node.right)})"
    if isinstance(node, Cases):
        return "cases(" + ", ".join(f"{_set(value)} & quad {_set(when)}" for value, when in flat(node)) + ")"
    below = f"_({_tight(node.below)})" if node.below is not None else ""
    above = f"^({_tight(node.above)})" if node.above is not None else ""
    base = _set(node.base)
    is_sum = isinstance(node.base, Atom) and node.base.text in SUMS
    return f"{base if is_sum else f'attach({base}' + _slots(node.below, node.above) + ')'}" + (
        below + above if is_sum else ""
    )


def _tight(node: Node) -> str:
    """A script: no space between its parts."""
    return "".join(_set(item) for item in node.items) or '""' if isinstance(node, Row) else _set(node)


def _slots(below: Node | None, above: Node | None) -> str:
    """The arguments of ``attach`` that set scripts to the right."""
    bottom = f", br: {_tight(below)}" if below is not None else ""
    top = f", tr: {_tight(above)}" if above is not None else ""
    return bottom + top


def _atom(atom: Atom) -> str:
    if atom.sign:
        if atom.text.isalpha() and atom.text.isascii():
            return f'op("{atom.text}")'
        return _SIGNS.get(atom.text) or _bracket(atom.text) if atom.text != "," else '","'
    accent = _ACCENTS.get(atom.text[-1:], "")
    quoted = _quote(atom.text[:-1] if accent else atom.text)
    shown = quoted if atom.upright else f"italic({quoted})"
    return f"{accent}({shown})" if accent else shown


def _bracket(text: str) -> str:
    """A single sign: escaped where Typst would read it as syntax."""
    return "".join(f"\\{c}" if c in '()[]{}|,;/#$"_^&~`@\\' else c for c in text)


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
