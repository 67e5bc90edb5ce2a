"""A methodology made from its plan: a folder says what is its own, and what follows from the plan is not written there again."""

from __future__ import annotations

import functools
from collections.abc import Callable

from ..core.text import Text
from . import drafts, ex_ante, ex_post, quantities_ex_ante, quantities_ex_post
from .electricity import ElectricityPlan
from .equation import equations
from .methodology import EmissionSource, Field, Methodology, Monitored, Statement
from .quantities import QuantityPlan
from .quantity_texts import monitored_quantities
from .result import Calculation


def electricity_methodology(
    plan: ElectricityPlan,
    *,
    title: Text,
    monitored: tuple[Monitored, ...],
    sources: tuple[EmissionSource, ...],
    site_fields: tuple[Field, ...],
    design_fields: tuple[Field, ...],
    baseline: Statement,
    additionality: Statement,
    leakage: Statement,
    boundary: Statement,
) -> Methodology:
    """A methodology of displaced grid electricity; see `Methodology` for what a folder gives.

    Its ``ex_ante`` is `ccer.compute.ex_ante.estimate`, its ``ex_post`` `ccer.compute.ex_post.reductions`, with the plan filled in.
    """
    return Methodology(
        code=plan.code,
        instrument=plan.instrument,
        title=title,
        equations=equations(plan.code),
        plan=plan,
        monitored=monitored,
        sources=sources,
        site_fields=site_fields,
        design_fields=design_fields,
        crediting_years_max=plan.parameter("crediting_years_max"),
        baseline=baseline,
        additionality=additionality,
        leakage=leakage,
        boundary=boundary,
        ex_ante=functools.partial(ex_ante.estimate, plan=plan),
        ex_post=functools.partial(ex_post.reductions, plan=plan),
    )


def quantity_methodology(
    plan: QuantityPlan,
    *,
    title: Text,
    sources: tuple[EmissionSource, ...],
    site_fields: tuple[Field, ...],
    design_fields: tuple[Field, ...],
    baseline: Statement,
    additionality: Statement,
    leakage: Statement,
    boundary: Statement,
    published: bool = True,
    estimate: Callable[..., Calculation] | None = None,
) -> Methodology:
    """A methodology fed with tables of its own quantities; see `Methodology` for what a folder gives.

    Its ``ex_ante`` is `ccer.compute.quantities_ex_ante.estimate`, its ``ex_post`` `ccer.compute.quantities_ex_post.reductions`, with the
    plan filled in; ``estimate`` stands in for the first where a draft calculates otherwise. A draft accounts for nothing: see
    `ccer.compute.drafts`.
    """
    expected = quantities_ex_ante.estimate if published else drafts.draft_estimate
    achieved = quantities_ex_post.reductions if published else drafts.no_account
    return Methodology(
        code=plan.code,
        instrument=plan.instrument,
        title=title,
        equations=equations(plan.code),
        plan=plan,
        monitored=monitored_quantities(plan),
        sources=sources,
        site_fields=site_fields,
        design_fields=design_fields,
        crediting_years_max=plan.parameter("crediting_years_max"),
        baseline=baseline,
        additionality=additionality,
        leakage=leakage,
        boundary=boundary,
        ex_ante=estimate or functools.partial(expected, plan=plan),
        ex_post=functools.partial(achieved, plan=plan),
        evidence="quantities",
        published=published,
        proxy=plan.proxy,
    )
