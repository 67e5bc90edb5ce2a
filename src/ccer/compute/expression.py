"""A cell of a workbook that records what is done to it: the body of an equation, called with cells, gives an Excel formula."""

from __future__ import annotations

from typing import Final

from ..core.numeric import Numeric

COMPARE: Final = 1
SUM: Final = 2
PRODUCT: Final = 3
POWER: Final = 4
SIGN: Final = 5
ATOM: Final = 6


class Expression:
    """Formula text and how tightly its outermost operator binds.

    Parameters
    ----------
    text : str
        A cell (``B4``), a range (``B4:B9``), a name, or a formula without its equals sign.
    binds : int
        Precedence of the outermost operator; `ATOM` for a cell or a function call.
    """

    __slots__ = ("binds", "text")

    def __init__(self, text: str, binds: int = ATOM) -> None:
        self.text, self.binds = text, binds

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __add__(self, other: Numeric) -> Expression:
        return _join(self, "+", other, SUM)

    def __radd__(self, other: Numeric) -> Expression:
        return _join(other, "+", self, SUM)

    def __sub__(self, other: Numeric) -> Expression:
        return _join(self, "-", other, SUM)

    def __rsub__(self, other: Numeric) -> Expression:
        return _join(other, "-", self, SUM)

    def __mul__(self, other: Numeric) -> Expression:
        return _join(self, "*", other, PRODUCT)

    def __rmul__(self, other: Numeric) -> Expression:
        return _join(other, "*", self, PRODUCT)

    def __truediv__(self, other: Numeric) -> Expression:
        return _join(self, "/", other, PRODUCT)

    def __rtruediv__(self, other: Numeric) -> Expression:
        return _join(other, "/", self, PRODUCT)

    def __pow__(self, other: Numeric) -> Expression:
        return _join(self, "^", other, POWER)

    def __rpow__(self, other: Numeric) -> Expression:
        return _join(other, "^", self, POWER)

    def __neg__(self) -> Expression:
        return Expression(f"-{_within(self, ATOM)}", SIGN)

    def __pos__(self) -> Expression:
        return self

    def abs(self) -> Expression:
        return Expression(f"ABS({self.text})")

    def __lt__(self, other: Numeric) -> Expression:
        return _join(self, "<", other, COMPARE)

    def __le__(self, other: Numeric) -> Expression:
        return _join(self, "<=", other, COMPARE)

    def __gt__(self, other: Numeric) -> Expression:
        return _join(self, ">", other, COMPARE)

    def __ge__(self, other: Numeric) -> Expression:
        return _join(self, ">=", other, COMPARE)

    def __eq__(self, other: object) -> Expression:  # type: ignore[override]
        return _join(self, "=", other, COMPARE)

    def __ne__(self, other: object) -> Expression:  # type: ignore[override]
        return _join(self, "<>", other, COMPARE)

    def __and__(self, other: Expression) -> Expression:
        return Expression(f"AND({self.text},{other.text})")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("a cell has no truth value here: write where(condition, then, otherwise)")

    def exp(self) -> Expression:
        return Expression(f"EXP({self.text})")

    def ln(self) -> Expression:
        return Expression(f"LN({self.text})")

    def sum(self) -> Expression:
        """Sum over a range; SUMPRODUCT multiplies ranges inside it cell by cell without an array formula."""
        return Expression(f"SUMPRODUCT({self.text})")

    def ifelse(self, then: Numeric, otherwise: Numeric) -> Expression:
        return Expression(f"IF({self.text},{as_expression(then).text},{as_expression(otherwise).text})")

    def clip(self, lower: Numeric | None = None, upper: Numeric | None = None) -> Expression:
        result = self
        if lower is not None:
            result = Expression(f"MAX({result.text},{as_expression(lower).text})")
        if upper is not None:
            result = Expression(f"MIN({result.text},{as_expression(upper).text})")
        return result


def as_expression(value: object) -> Expression:
    """A cell as it is; a number or a name in the notation of a workbook."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, str):
        return Expression('"' + value.replace('"', '""') + '"')
    if isinstance(value, bool):
        return Expression("TRUE" if value else "FALSE")
    if not isinstance(value, (int, float)):
        raise TypeError(f"cannot stand in a formula: {value!r}")
    text = repr(value).upper()
    return Expression(text, SIGN if value < 0 else ATOM)


def _within(operand: Expression, binds: int) -> str:
    """The operand's text, in parentheses where it binds less tightly than its place asks for."""
    return operand.text if operand.binds >= binds else f"({operand.text})"


def _join(left: object, sign: str, right: object, binds: int) -> Expression:
    one, two = as_expression(left), as_expression(right)
    tight = binds if sign in "+*" else binds + 1
    right_text = f"({two.text})" if two.binds == SIGN else _within(two, tight)
    left_text = f"({one.text})" if one.binds == SIGN and binds == POWER else _within(one, binds)
    if binds == COMPARE:
        left_text = _within(one, binds + 1)
    return Expression(f"{left_text}{sign}{right_text}", binds)
