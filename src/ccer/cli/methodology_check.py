"""What ``ccer methodology test`` checks: every equation on four kinds of column, and an estimate of the folder's own example."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Final, NamedTuple

from ..compute.equation import Equation
from ..compute.methodology import Methodology
from ..core.errors import CcerError
from ..core.text import Text

CLOSE: Final = 1e-9


class Check(NamedTuple):
    """One thing checked: None where it could not be."""

    code: str
    what: Text
    passed: bool | None
    said: Text


def check(method: Methodology, on: dt.date) -> list[Check]:
    """Every equation, then the example."""
    return [*(_equation(method, entry) for entry in method.equations), _example(method, on)]


def _equation(method: Methodology, entry: Equation) -> Check:
    what = Text(f"公式 ({entry.number}) ", f"equation ({entry.number}) ") + entry.title
    wrong = [name for name, works in KINDS.items() if not _works(works, entry)]
    zh, en = ("、".join(name.zh for name in wrong or KINDS), ", ".join(name.en for name in wrong or KINDS))
    if wrong:
        return Check(method.code, what, False, Text(f"不能用于 {zh}", f"does not run on {en}"))
    said = Text(f"{zh} 一致", f"agrees on {en}")
    return Check(method.code, what, True, said)


def _works(works: Any, entry: Equation) -> bool:
    """True when the equation runs on a kind of column and gives what plain floats give; a body that raises does not run."""
    try:
        return bool(works(entry, _figures(entry)))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return False


def _figures(entry: Equation) -> dict[str, float]:
    """Figures near 1, no two alike."""
    return {name: 1.1 + 0.07 * number for number, name in enumerate(entry.parameters)}


def _on_floats(entry: Equation, figures: dict[str, float]) -> bool:
    return math.isfinite(float(entry(*figures.values())))


def _on_numpy(entry: Equation, figures: dict[str, float]) -> bool:
    import numpy as np

    columns = [np.full((1, 3), value) for value in figures.values()]
    expected = float(entry(*figures.values()))
    return bool(np.allclose(np.asarray(entry(*columns), dtype=float), expected, rtol=CLOSE))


def _as_formula(entry: Equation, figures: dict[str, float]) -> bool:
    """A formula is made and every quantity stands in it; it is not recalculated here."""
    formula = entry.formula({name: name for name in figures})
    return formula.startswith("=") and all(name in formula for name in figures)


def _in_sympy(entry: Equation, figures: dict[str, float]) -> bool:
    import sympy

    symbols = {name: sympy.Symbol(name) for name in figures}
    made = entry(*symbols.values())
    plain = made.replace(lambda part: type(part).__name__ == "Total", lambda part: part.args[0])
    value = float(plain.subs({symbols[name]: value for name, value in figures.items()}))
    return bool(entry.latex()) and math.isclose(value, float(entry(*figures.values())), rel_tol=CLOSE)


KINDS: Final = {
    Text("浮点数", "float"): _on_floats,
    Text("NumPy", "NumPy"): _on_numpy,
    Text("工作簿公式", "workbook formula"): _as_formula,
    Text("SymPy", "SymPy"): _in_sympy,
}


def _example(method: Methodology, on: dt.date) -> Check:
    from ..compute.grid_table import shipped_factors
    from ..core.asof import AsOf
    from ..policy.corpus import corpus
    from ..project.example import EXAMPLE, example_of

    what = Text(f"示例 {EXAMPLE}", f"example {EXAMPLE}")
    project = example_of(method)
    if project is None:
        return Check(
            method.code,
            what,
            None,
            Text("文件夹没有示例，未估算", "the folder has none; nothing was estimated"),
        )
    try:
        found = method.ex_ante(project, at=AsOf(corpus(), on), factors=shipped_factors(), factor_day=on)
    except CcerError as error:
        return Check(method.code, what, False, error.what + Text("：", ": ") + error.why)
    whole = all(isinstance(year.tonnes, int) for year in found.years) and isinstance(found.tonnes, int)
    finite = all(math.isfinite(value) for year in found.years for value in year.values.values())
    adds_up = sum(year.tonnes for year in found.years) == found.tonnes
    named = found.methodology == method.code
    said = Text(
        f"{len(found.years)} 年共 {found.tonnes:,} 吨，各量有限、逐年之和等于合计",
        f"{found.tonnes:,} t in {len(found.years)} years; every quantity finite, the years add up to the total",
    )
    if whole and finite and adds_up and named and found.years:
        return Check(method.code, what, True, said)
    return Check(method.code, what, False, Text("估算结果不成立：", "the estimate does not hold: ") + said)
