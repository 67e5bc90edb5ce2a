"""One pure function per numbered equation; its LaTeX, its workbook formula and its units all come from the same body."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..core import text as texts
from ..core.data import read_table
from ..core.errors import BadInput
from ..core.numeric import Numeric
from .expression import Expression, as_expression

GLOSSARY: Final = Path(__file__).parent.parent / "core" / "glossary.yaml"
_UNIT = re.compile(r"\[([^\]]+)\]\s*$")
_ENTRY = re.compile(r"^(\w+(?:\s*,\s*\w+)*)\s*(?::.*)?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of the equations: one name in the code, one symbol, one unit, a title in both languages.

    ``symbol`` is LaTeX, e.g. ``EG_{PJ,y}``; ``unit`` as printed, e.g. ``tCO2/MWh``; ``[1]`` is dimensionless.
    """

    name: str
    symbol: str
    unit: str
    title: texts.Text


@dataclass(frozen=True, slots=True)
class Equation:
    """A numbered equation of a methodology.

    Parameters
    ----------
    code, number : str
        Methodology code, and the number printed beside the equation (or the section, where it has none).
    title : Text
    function : callable
        The body: arithmetic only.
    parameters : tuple of str
        Names of its quantities, in order.
    result : str
        Name of the quantity it gives.
    units : dict
        Quantity name -> unit, of the parameters and the result.
    """

    code: str
    number: str
    title: texts.Text
    function: Callable[..., Numeric]
    parameters: tuple[str, ...]
    result: str
    units: Mapping[str, str]

    def __call__(self, *args: Numeric, **kwargs: Numeric) -> Numeric:
        return self.function(*args, **kwargs)

    @property
    def cite(self) -> str:
        """Citation path of the equation, e.g. ``ccer-01-002-v01/eq-1``."""
        path = f"eq-{self.number}" if self.number[0].isdigit() else self.number
        return f"{self.code.lower()}/{path}"

    @property
    def unit(self) -> str:
        """Unit of the result."""
        return self.units[self.result]

    def latex(self) -> str:
        """The equation as it is printed, made by calling the body with SymPy symbols."""
        import sympy

        with sympy.evaluate(False):
            right = self.function(*(sympy.Symbol(quantity(name).symbol) for name in self.parameters))
            right = _as_written(right)
        printed = sympy.latex(right, order="none", mul_symbol="times").replace(*_CARBON)
        return f"{quantity(self.result).symbol} = {printed}"

    def formula(self, cells: Mapping[str, str | float]) -> str:
        """The equation as a workbook formula, made by calling the body with cells.

        Parameters
        ----------
        cells : mapping
            Parameter name -> cell (``"B4"``), range (``"B4:B9"``) or defined name, or a number.

        Returns
        -------
        str
            Formula with its equals sign, e.g. ``=B4*C4``.
        """
        missing = [name for name in self.parameters if name not in cells]
        if missing:
            raise KeyError(f"{self.code} ({self.number}) needs {', '.join(missing)}")
        result = self.function(*(_cell(cells[name]) for name in self.parameters))
        return f"={as_expression(result).text}"


_CARBON = ("3.66666666666667", r"\frac{44}{12}")
"""Carbon dioxide over carbon, as people write it."""


def _as_written(expression: Any) -> Any:
    """Sums of sums as one sum, and nothing times anything as nothing, the rest untouched: what brackets a program leaves are no one's."""
    import sympy

    parts = [_as_written(part) for part in expression.args]
    if isinstance(expression, sympy.Mul) and 0 in parts:
        return sympy.Integer(0)
    if isinstance(expression, sympy.Add):
        parts = [inner for part in parts for inner in (part.args if isinstance(part, sympy.Add) else (part,))]
    return expression.func(*parts) if parts and list(expression.args) != parts else expression


_EQUATIONS: dict[tuple[str, str], Equation] = {}


def equation(
    code: str, *, number: str, zh: str, en: str, result: str
) -> Callable[[Callable[..., Numeric]], Equation]:
    """Enter a function as a numbered equation of a methodology.

    Parameters
    ----------
    code, number : str
        As printed: ``CCER-01-002-V01``, ``2``. Where the text gives no number: its path, ``sec-7.3.4``.
    zh, en : str
        What the equation gives.
    result : str
        Name of that quantity in the quantity table.
    """

    def enter(function: Callable[..., Numeric]) -> Equation:
        parameters = tuple(inspect.signature(function).parameters)
        entry = Equation(
            code,
            number,
            texts.Text(zh, en),
            function,
            parameters,
            result,
            _units(function, parameters, result),
        )
        known = _EQUATIONS.get((code, number))
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"equation entered twice: {code} ({number})")
        _EQUATIONS[code, number] = entry
        return entry

    return enter


def equations(code: str) -> tuple[Equation, ...]:
    """The equations of a methodology entered so far, in the order of their numbers; those without one last."""
    return tuple(sorted((e for (owner, _), e in _EQUATIONS.items() if owner == code), key=_place))


def _place(entry: Equation) -> tuple[object, ...]:
    """``9`` before ``10``, ``28`` before ``28/item-a``, a section after every number."""
    parts = re.split(r"(\d+)", entry.number)
    return (not entry.number[0].isdigit(), *(int(part) if part.isdigit() else part for part in parts))


def all_equations() -> tuple[Equation, ...]:
    """Every equation entered so far, in the order of entry."""
    return tuple(_EQUATIONS.values())


def find_equation(code: str, number: str) -> Equation:
    """One equation; KeyError where the methodology has none of that number."""
    return _EQUATIONS[code, number]


def quantity(name: str) -> Quantity:
    """A quantity of the table in ``core/glossary.yaml``; BadInput where it has none of that name."""
    try:
        return quantities()[name]
    except KeyError:
        raise BadInput(
            what=texts.Text(f"量“{name}”没有定义", f"no quantity is called {name}"),
            why=texts.Text(
                "方程的每个量都须列入术语表", "every quantity of an equation must stand in the glossary"
            ),
            next=texts.Text(
                "在 core/glossary.yaml 的 quantities 中补上符号、单位和名称",
                "add its symbol, unit and names to quantities in core/glossary.yaml",
            ),
        ) from None


@functools.cache
def quantities() -> dict[str, Quantity]:
    """The quantity table, by name."""
    table: dict[str, dict[str, Any]] = read_table(GLOSSARY)["quantities"]
    return {
        name: Quantity(name, _latex_symbol(row["symbol"]), row["unit"], texts.Text(row["zh"], row["en"]))
        for name, row in table.items()
    }


def _latex_symbol(symbol: str) -> str:
    """The symbol with its index in braces: ``EG_PJ,y`` and ``EG_{PJ,y}`` both give the second."""
    head, mark, index = symbol.partition("_")
    head = {"ω": r"\omega", "η": r"\eta", "ρ": r"\rho"}.get(head, head)
    return f"{head}_{{{index.strip('{}')}}}" if mark else head


def _cell(value: str | float) -> Expression:
    return Expression(value) if isinstance(value, str) else as_expression(value)


def _units(function: Callable[..., Numeric], parameters: tuple[str, ...], result: str) -> dict[str, str]:
    """Units from the docstring's ``[unit]`` at the end of each entry, else from the quantity table."""
    documented = _documented_units(inspect.getdoc(function) or "")
    given = documented.pop("", None)
    units = {name: documented.get(name) or quantity(name).unit for name in parameters}
    return {**units, result: given or quantity(result).unit}


def _documented_units(doc: str) -> dict[str, str]:
    """Entry name -> unit of the sections Parameters and Returns; the result's name is empty."""
    units: dict[str, str] = {}
    section = ""
    names: tuple[str, ...] = ("",)
    lines = doc.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        if after.startswith("---"):
            section, names = line.strip(), ("",)
        elif section == "Parameters" and line and not line[0].isspace() and (entry := _ENTRY.match(line)):
            names = tuple(name.strip() for name in entry[1].split(","))
        if section in ("Parameters", "Returns") and (unit := _UNIT.search(line)):
            units.update(dict.fromkeys(names if section == "Parameters" else ("",), unit[1]))
    return units
