"""The LaTeX subset that equations are written in, read into a small tree from which OMML and Typst are set.

Known: letters and numbers, ``_`` and ``^``, ``{…}``, ``\\frac``, ``\\sqrt``, ``\\sum``, ``\\left … \\right``, ``\\text`` and its kin, Greek
letters, operators and spaces. An unknown command keeps its name as upright text, so that nothing disappears.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|[A-Za-z]+|\s+|.", re.DOTALL)
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_OPERATORS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "lt": "<",
    "gt": ">", "neq": "≠", "ne": "≠", "approx": "≈", "in": "∈", "ldots": "…", "dots": "…", "cdots": "⋯", "to": "→",
    "infty": "∞", "mid": "|", "%": "%", "_": "_", "&": "&",
}  # fmt: skip
_FUNCTIONS = {"exp", "log", "ln", "max", "min", "sin", "cos", "tan"}
_TEXT = {"text", "mathrm", "mathit", "operatorname", "textrm", "mathbf", "rm"}
_SPACE = {",", ";", ":", "!", " ", "quad", "qquad", "displaystyle", "limits", "nolimits"}
_ACCENTS = {"bar": "\u0304", "overline": "\u0304", "hat": "\u0302", "tilde": "\u0303"}
_NARY = {"sum": "∑", "prod": "∏"}
_FENCE = {
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "{": "{",
    "}": "}",
    "vert": "|",
    "langle": "⟨",
}


class Atom(NamedTuple):
    """A letter, word, number or sign; upright or italic."""

    text: str
    upright: bool
    sign: bool = False


class Row(NamedTuple):
    """Things side by side."""

    items: tuple[Node, ...]


class Fraction(NamedTuple):
    """One thing over another."""

    over: Node
    under: Node


class Root(NamedTuple):
    """A square root."""

    body: Node


class Script(NamedTuple):
    """A base with what stands below and above on its right; a sum is a base that is a sign ∑."""

    base: Node
    below: Node | None
    above: Node | None


class Cases(NamedTuple):
    """Lines behind a brace, each a value and its condition."""

    lines: tuple[tuple[Node, Node], ...]


class Fence(NamedTuple):
    """Something inside brackets that grow with it."""

    left: str
    body: Node
    right: str


Node = Atom | Row | Fraction | Root | Script | Fence | Cases
SUMS = frozenset(_NARY.values())


def parse(source: str) -> Row:
    """Read a formula.

    Parameters
    ----------
    source : str
        LaTeX without the enclosing dollar signs.

    Returns
    -------
    Row
    """
    return _Reader(_TOKEN.findall(source)).row(until="")


class _Reader:
    """A recursive descent over the tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self, spaces: bool = False) -> str:
        """The next token, spaces skipped unless they are asked for; "" at the end."""
        while not spaces and self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, spaces: bool = False) -> str:
        token = self.peek(spaces)
        self.at += 1
        return token

    def row(self, until: str) -> Row:
        """Items up to the closing token, which is taken."""
        items: list[Node] = []
        while self.peek() and self.peek() != until:
            item = self.scripted()
            if item is not None:
                items.append(item)
        self.take()
        return Row(tuple(items))

    def scripted(self) -> Node | None:
        """One item with its sub- and superscript."""
        base = self.item()
        below: Node | None = None
        above: Node | None = None
        while self.peek() in ("_", "^"):
            if self.take() == "_":
                below = self.argument(script=True)
            else:
                above = self.argument(script=True)
        if below is None and above is None:
            return base
        return Script(base or Row(()), below, above)

    def argument(self, script: bool = False) -> Node:
        """A braced group, or the one item that follows."""
        if self.peek() != "{":
            return self.item() or Row(())
        self.take()
        row = self.row("}")
        return _upright_words(row) if script else row

    def item(self) -> Node | None:
        token = self.take()
        if token == "{":
            return self.row("}")
        if token.startswith("\\"):
            return self.command(token[1:].rstrip("*"))
        if token[0].isascii() and token[0].isalpha():
            return Atom(token, upright=False)
        if token[0].isdigit():
            return Atom(token, upright=True)
        return Atom("−" if token == "-" else "·" if token == "*" else token, upright=True, sign=True)

    def command(self, name: str) -> Node | None:
        if name == "frac":
            over = self.argument()
            return Fraction(over, self.argument())
        if name == "sqrt":
            return Root(self.argument())
        if name == "left":
            return self.fence()
        if name == "begin":
            return self.cases()
        if name in _ACCENTS:
            return _accented(self.argument(), _ACCENTS[name])
        if name in _TEXT:
            return Atom(self.words(), upright=name != "mathit")
        if name in _SPACE:
            return None
        return _named(name)

    def fence(self) -> Fence:
        left = self.bracket()
        body = self.row("\\right")
        return Fence(left, body, self.bracket())

    def cases(self) -> Cases:
        """Lines of an environment: cells between ``&``, lines between ``\\\\``."""
        self.words()
        lines: list[list[list[Node]]] = [[[]]]
        while (token := self.peek()) and token != "\\end":
            if token == "&":
                lines[-1].append([])
                self.take()
            elif token == "\\\\":
                lines.append([[]])
                self.take()
            elif (item := self.scripted()) is not None:
                lines[-1][-1].append(item)
        self.take()
        self.words()
        return Cases(tuple((_row(line[0]), _row(line[1]) if line[1:] else Row(())) for line in lines))

    def bracket(self) -> str:
        token = self.take()
        name = token[1:] if token.startswith("\\") else token
        return "" if name == "." else _FENCE.get(name, name)

    def words(self) -> str:
        """The characters of a text group, as they stand."""
        if self.peek() != "{":
            return self.take()
        self.take()
        found = []
        while self.peek(spaces=True) and self.peek(spaces=True) != "}":
            found.append(self.take(spaces=True).removeprefix("\\"))
        self.take()
        return "".join(found)


def _accented(node: Node, mark: str) -> Node:
    """A letter with a mark above it; anything longer is left as it is."""
    inner = node.items[0] if isinstance(node, Row) and len(node.items) == 1 else node
    return inner._replace(text=inner.text + mark) if isinstance(inner, Atom) else node


def _row(items: list[Node]) -> Row:
    return Row(tuple(items))


def _named(name: str) -> Atom:
    if name in _GREEK:
        return Atom(_GREEK[name], upright=name[0].isupper())
    if name in _NARY:
        return Atom(_NARY[name], upright=True, sign=True)
    if name in _OPERATORS:
        return Atom(_OPERATORS[name], upright=True, sign=True)
    if name in _FENCE:
        return Atom(_FENCE[name], upright=True, sign=True)
    return Atom(name, upright=True, sign=name in _FUNCTIONS)


def _upright_words(row: Row) -> Row:
    """In a subscript a word is a label, set upright; a single letter is an index, set italic."""
    return Row(
        tuple(a._replace(upright=True) if isinstance(a, Atom) and len(a.text) > 1 else a for a in row.items)
    )


def plain_text(source: str) -> str:
    """A formula as running text: ``EG_PJ,y``; for places that cannot set mathematics."""
    return _say(parse(source))


def _say(node: Node) -> str:
    if isinstance(node, Atom):
        return f" {node.text} " if node.sign and node.text in "+−×·=<>≤≥÷" else node.text
    if isinstance(node, Row):
        return "".join(_say(item) for item in node.items)
    if isinstance(node, Fraction):
        return f"{_side(node.over)}/{_side(node.under)}"
    if isinstance(node, Root):
        return f"√({_say(node.body)})"
    if isinstance(node, Fence):
        return f"{node.left}{_say(node.body)}{node.right}"
    if isinstance(node, Cases):
        return "{" + "; ".join(f"{_say(value)} {_say(when)}".strip() for value, when in flat(node)) + "}"
    below = f"_{_say(node.below)}" if node.below is not None else ""
    above = f"^{_say(node.above)}" if node.above is not None else ""
    return _say(node.base) + below + above


def _side(node: Node) -> str:
    """A side of a fraction on one line: in brackets where it is more than one word."""
    said = _say(node)
    return f"({said})" if " " in said else said


def flat(cases: Cases) -> tuple[tuple[Node, Node], ...]:
    """The lines, where the last value is itself a list of cases that follow."""
    out: list[tuple[Node, Node]] = []
    for value, when in cases.lines:
        inner = value.items[0] if isinstance(value, Row) and len(value.items) == 1 else value
        out.extend(flat(inner) if isinstance(inner, Cases) else [(value, when)])
    return tuple(out)
