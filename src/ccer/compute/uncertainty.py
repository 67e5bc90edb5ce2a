"""How sure a quantity of reductions is: the inputs' stated errors carried through the methodology's own equations, by Monte Carlo.

`monte_carlo` takes any chain that works on arrays; `with_interval` a calculation of any methodology, from its yearly quantities or, where
it told them (`ccer.compute.sources`), from the readings or strata these come from; `plan_interval` the meter rows of many projects. The
same seed gives the same digits (`ccer.compute._draws`).

What drives a result is told by the variance: each input's own share (first order), and what inputs do together; these add up to 1. Alone,
an input is the only one in error; what is left over, draw by draw, the inputs do together. Where that is more than a hundredth, the shares
are estimated from fresh draws of one input at a time, and each input's total is told too: its own share with all it does with others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from ..core.text import Text
from ._chains import Path, Rows, Sums, columns_by_year, fitting
from ._draws import ALL, FEWEST, MOST, SHAPES, Drawn, Floats, InputError, Sampling, Shape, bad
from ._draws import EACH as EACH_OWN
from ._draws import check_sampling as _check
from ._draws import drawn_input as _input
from .calculate import Data
from .methodology import Methodology, Plan, Step
from .result import TOGETHER, Calculation, Simulation, title_of
from .sources import Source

__all__ = [
    "ALL",
    "FEWEST",
    "MOST",
    "SHAPES",
    "InputError",
    "Sampling",
    "Shape",
    "as_sources",
    "monte_carlo",
    "plan_interval",
    "starting_points",
    "starts_from",
    "with_interval",
]

Chain = Callable[[Mapping[str, Any]], Any]
"""From columns to the quantity asked for; elements lie along the first axes, draws along the last."""
Labels = Mapping[str, Mapping[str, Any]]
"""Column -> what its elements may be alike in -> the label of each."""

VALUES: Final = "values"
VALUE: Final = "value"
GRID: Final = ("combined_margin", "operating_margin", "build_margin")
LITTLE: Final = 0.01
"""What inputs do together below this share of the variance is not told apart."""
COMMON: Final = {
    ALL: Text("全部取同一误差（系统误差）", "one error for all of them (systematic)"),
    VALUE: Text("同一数值取同一误差", "one error wherever it is the same number"),
    "meter": Text("同一计量点各次读数取同一误差（系统误差）", "one error for each meter, in all its readings (systematic)"),
    "project": Text("同一项目取同一误差", "one error for each project"),
    "year": Text("同一年取同一误差", "one error for each year"),
}  # fmt: skip
EACH: Final = Text("各自独立", "each by itself")
EACH_YEAR: Final = Text("各年各自独立", "each year by itself")


def monte_carlo(
    chain: Chain,
    columns: Mapping[str, Any],
    errors: Mapping[str, InputError],
    sampling: Sampling,
    *,
    labels: Labels | None = None,
    element: Mapping[str, Text] | None = None,
) -> Simulation:
    """The interval of what a chain gives when its inputs have errors.

    Parameters
    ----------
    chain : callable
        From columns to one quantity. It is given arrays with the draws along the last axis and answers with one number a draw.
    columns : mapping
        Name -> stated value or array of values.
    errors : mapping
        Name -> error of that column; the others are exact.
    sampling : Sampling
    labels : mapping
        Name -> what the elements of the column may be alike in (``meter``) -> the label of each.
    element : mapping
        Name -> what has an error of its own where nothing is common, for the reader.

    Returns
    -------
    Simulation
        Quantiles of the draws with their standard errors; ``relative`` is half the width over the chain on the stated values.

    Raises
    ------
    BadInput
        If an error names no column, or it, a value or the sampling cannot be used.
    """
    _check(sampling)
    exact = {name: np.asarray(value, float)[..., None] for name, value in columns.items()}
    inputs = [_input(name, error, columns, labels or {}) for name, error in sorted(errors.items())]
    estimate = float(np.squeeze(chain(exact)))
    if not inputs or not math.isfinite(estimate) or estimate == 0:
        why = Text(
            f"没有写明误差的输入，或估计值为 {estimate}",
            f"no input has an error, or the estimate is {estimate}",
        )
        raise bad(Text("不确定性无法核算", "the uncertainty cannot be calculated"), why)
    draws, alone = _draw(chain, exact, inputs, sampling)
    shares, together = _shares(draws - estimate, [one - estimate for one in alone])
    totals: list[float] = []
    if together > LITTLE:
        shares, totals = _by_fresh_draws(chain, exact, inputs, sampling, draws)
        together = max(0.0, 1 - math.fsum(shares))
    ranked = sorted(range(len(inputs)), key=lambda n: (-shares[n], inputs[n].name)) if shares else []
    drivers = [(inputs[n].name, shares[n]) for n in ranked]
    found = _simulation(draws, estimate, sampling)
    return msgspec.structs.replace(
        found,
        drivers=(*drivers, *([(TOGETHER, together)] if together > LITTLE / 10 else [])),
        totals=tuple((inputs[n].name, totals[n]) for n in ranked) if totals else (),
        stated=tuple(stated_text(one, (element or {}).get(one.name, EACH)) for one in inputs),
    )


def with_interval(
    methodology: Methodology,
    calculation: Calculation,
    errors: Mapping[str, InputError],
    sampling: Sampling,
    sources: Iterable[Any] = (),
) -> Calculation:
    """A calculation with the simulated interval of its total, before rounding; its inputs, and so the receipt, hold errors and seed.

    Parameters
    ----------
    errors : mapping
        Quantity of the equations (``exported_energy``, ``operating_margin``, ``fuel_consumed``, …), short name of a dated parameter
        (``om_weight``) or column of a source (``exports.metered``, ``strata.density``; the last part alone where only one has it) -> its
        error. Each calendar year, reading or stratum has its own error unless ``common`` says otherwise; what is not measured but taken
        from a table (a grid factor, a calorific value) has one wherever it is the same number, unless it is ``each``. An error stated for a
        quantity that is itself calculated (``combined_margin``) replaces those of what it is calculated from.
    sources : iterable
        What ``ccer.compute.sources.listening`` heard while the calculation was made.

    Raises
    ------
    BadInput
        As `monte_carlo`; naming the inputs where an error is that of none.
    """
    known = _own(methodology, calculation, sources)
    yearly = columns_by_year(methodology, calculation)
    constants = _constants(methodology.plan, known)
    named = {
        full: msgspec.structs.replace(error, common=VALUE)
        if not error.common and full in constants
        else error
        for full, error in ((_full(name, known, yearly), error) for name, error in errors.items())
    }
    path, columns = _path(methodology, calculation, named, known)
    target = methodology.plan.tonnes

    def chain(given: Mapping[str, Any]) -> Any:
        return path.run(given)[target].sum(axis=0)

    labels = {name: dict(held) for source in known for name, held in source.labels.items()}
    for name in constants & columns.keys():
        labels[name] = {**labels.get(name, {}), VALUE: columns[name]}
    element = dict.fromkeys(columns, EACH_YEAR)
    element |= {name: source.element for source in known for name in source.columns}
    element |= {name: Text("", "") for name, values in columns.items() if np.size(values) == 1}
    used = {name: columns[name] for name in path.leaves}
    interval = monte_carlo(chain, used, named, sampling, labels=labels, element=element)
    stated = {"errors": msgspec.to_builtins(errors), "sampling": msgspec.to_builtins(sampling)}
    return msgspec.structs.replace(
        calculation, simulated=interval, inputs={**calculation.inputs, "uncertainty": stated}
    )


def starting_points(
    methodology: Methodology,
    calculation: Calculation,
    kept: Iterable[str] = (),
    sources: Iterable[Any] = (),
) -> tuple[str, ...]:
    """The quantities a calculation starts from, whose errors `with_interval` takes; ``kept`` are taken as such though calculated.

    Columns of a source stand after the quantities they lead to.
    """
    known = _own(methodology, calculation, sources)
    yearly = columns_by_year(methodology, calculation)
    path, _ = _path(methodology, calculation, [_full(name, known, yearly) for name in kept], known)
    behind = [
        column
        for source in known
        for name, fed_by in source.feeds.items()
        if name in path.leaves
        for column in sorted(fed_by)
        if source.columns[column].any() and column.partition(".")[2] not in yearly
    ]
    return tuple(dict.fromkeys((*path.leaves, *behind)))


def _full(name: str, sources: Iterable[Source], columns: Mapping[str, Any]) -> str:
    """Table and column of a source where a name is that column's alone and no yearly quantity's; else the name as it is."""
    known = [column for source in sources for column in source.columns if column.partition(".")[2] == name]
    return known[0] if len(set(known)) == 1 and name not in columns else name


def starts_from(
    methodology: Methodology, calculation: Calculation, name: str, sources: Iterable[Any] = ()
) -> bool:
    """Whether an error of that name can be carried through a calculation."""
    known = _own(methodology, calculation, sources)
    wanted = _full(name, known, columns_by_year(methodology, calculation))
    return wanted in _path(methodology, calculation, [wanted], known)[0].leaves


def _own(methodology: Methodology, calculation: Calculation, heard: Iterable[Any]) -> tuple[Source, ...]:
    return fitting(as_sources(heard), columns_by_year(methodology, calculation))


def _constants(plan: Plan, sources: Iterable[Source]) -> set[str]:
    """What is not measured but taken from a table: where it is the same number, it has the same error."""
    found = {name for source in sources for name in source.constants}
    by_year = {name for branch in plan.branches if branch.table == VALUES for name in branch.results}
    return found | by_year | set(GRID)


def as_sources(heard: Iterable[Any]) -> tuple[Source, ...]:
    """What was heard of a calculation, each as a `Source`."""
    return tuple(Rows(*one) if isinstance(one, tuple) else one for one in heard)


def _path(
    methodology: Methodology, calculation: Calculation, kept: Iterable[str], sources: tuple[Source, ...]
) -> tuple[Path, dict[str, Floats]]:
    """How the reductions come about, and every column that has a part in it; a yearly quantity goes before a column of its name."""
    columns = columns_by_year(methodology, calculation)
    steps = (*methodology.plan.years, *map(Step, methodology.equations))
    path = Path(steps, columns, tuple(kept), sources)
    path.need(methodology.plan.tonnes)
    return path, {**{name: v for source in sources for name, v in source.columns.items()}, **columns}


def plan_interval(plan: Plan, data: Data, errors: Mapping[str, InputError], sampling: Sampling) -> Simulation:
    """The interval of the reductions of all projects and years of some tables together, before rounding.

    Parameters
    ----------
    data : mapping
        Tables as ``ccer.compute.calculate`` takes them.
    errors : mapping
        Table and column (``exports.metered``, ``factors.combined_margin``) -> error. Each row has its own unless ``common`` is ``all`` or
        a column of the table.
    """
    sums = Sums(plan, data)
    element = dict.fromkeys(sums.rows.columns, sums.rows.element)
    return monte_carlo(
        sums.total, sums.rows.columns, errors, sampling, labels=sums.rows.labels, element=element
    )


def stated_text(drawn: Drawn, element: Text) -> Text:
    """One stated error in a sentence: of what, its shape and size, its limits, and whether it is one error or many."""
    error, title = drawn.error, title_of(drawn.name)
    size = f"{error.size * 100:g}%" if error.relative else f"{error.size:g}"
    shape = SHAPES[error.shape]
    limits = [] if error.low is None else [Text(f"不小于 {error.low:g}", f"not below {error.low:g}")]
    limits += [] if error.high is None else [Text(f"不大于 {error.high:g}", f"not above {error.high:g}")]
    how = COMMON.get(error.common, Text(f"“{error.common}”相同的取同一误差", f"one error where {error.common} is the same"))  # fmt: skip
    parts = [
        Text(f"{shape.zh} {size}", f"{shape.en} {size}"),
        *limits,
        how if error.common and error.common != EACH_OWN else element,
    ]
    said = [part for part in parts if part.zh]
    return Text(
        f"{title.zh}：{'，'.join(part.zh for part in said)}",
        f"{title.en}: {', '.join(part.en for part in said)}",
    )


def _step(inputs: Sequence[Drawn]) -> int:
    return min(one.own_block for one in inputs)


def _draw(
    chain: Chain, exact: Mapping[str, Any], inputs: Sequence[Drawn], sampling: Sampling
) -> tuple[Floats, list[Floats]]:
    """The chain with all inputs in error, and with each of them alone."""
    parts: list[list[Floats]] = [[] for _ in range(len(inputs) + 1)]
    for given in _given(inputs, sampling):
        count = next(iter(given.values())).shape[-1]
        for part, varied in zip(parts, [given, *({name: given[name]} for name in given)], strict=True):
            part.append(np.broadcast_to(chain({**exact, **varied}), count))
        if len(inputs) == 1:
            parts[1][-1] = parts[0][-1]
    all_in, *alone = (np.concatenate(part) for part in parts)
    return all_in, alone


def _given(inputs: Sequence[Drawn], sampling: Sampling) -> Iterator[dict[str, Floats]]:
    step = _step(inputs)
    for drawn in zip(*(one.blocks(sampling, step) for one in inputs), strict=True):
        yield {one.name: values for one, values in zip(inputs, drawn, strict=True)}


def _shares(all_in: Floats, alone: list[Floats]) -> tuple[list[float], float]:
    """Each input's share of the variance, and that of what they do together; none where nothing varies."""
    rest = all_in - np.sum(alone, axis=0)
    variances = [float(np.var(one)) for one in (*alone, rest)]
    whole = math.fsum(variances)
    if whole == 0:
        return [], 0.0
    *shares, together = (one / whole for one in variances)
    return shares, together


def _by_fresh_draws(
    chain: Chain, exact: Mapping[str, Any], inputs: Sequence[Drawn], sampling: Sampling, draws: Floats
) -> tuple[list[float], list[float]]:
    """First-order and total shares of the variance by Jansen's estimators: one input at a time drawn afresh, beside all drawn afresh.

    References
    ----------
    Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications 181 (2010), table 2.
    """
    step, start = _step(inputs), 0
    own, whole = np.zeros(len(inputs)), np.zeros(len(inputs))
    anew = zip(*(one.blocks(sampling, step, stream=1) for one in inputs), strict=True)
    for given, fresh in zip(_given(inputs, sampling), anew, strict=True):
        held = draws[start : start + fresh[0].shape[-1]]
        other = chain({**exact, **{one.name: values for one, values in zip(inputs, fresh, strict=True)}})
        for n, one in enumerate(inputs):
            changed = chain({**exact, **given, one.name: fresh[n]})
            own[n] += ((other - changed) ** 2).sum()
            whole[n] += ((changed - held) ** 2).sum()
        start += len(held)
    twice = 2 * float(np.var(draws)) * len(draws)
    first = np.clip(1 - own / twice, 0, None)
    return (first / max(1.0, first.sum())).tolist(), (whole / twice).tolist()


def _simulation(draws: Floats, estimate: float, sampling: Sampling) -> Simulation:
    """Quantiles, mean, median, and the standard errors of the ends by the order of the draws."""
    tail = (1 - sampling.confidence) / 2
    ordered = np.sort(draws)
    low, middle, high = (float(end) for end in np.quantile(ordered, [tail, 0.5, 1 - tail]))
    spread = math.sqrt(tail * (1 - tail) / sampling.draws)
    low_error, high_error = (
        float(np.diff(np.quantile(ordered, np.clip([at - spread, at + spread], 0, 1)))[0]) / 2
        for at in (tail, 1 - tail)
    )
    method = Text(
        f"蒙特卡洛模拟：{sampling.draws:,} 次抽样，种子 {sampling.seed}（NumPy Philox）",
        f"Monte Carlo: {sampling.draws:,} draws, seed {sampling.seed} (NumPy Philox)",
    )
    return Simulation(
        low,
        high,
        sampling.confidence,
        (high - low) / 2 / abs(estimate),
        method,
        mean=float(np.mean(ordered)),
        median=middle,
        ends_error=(low_error, high_error),
    )
