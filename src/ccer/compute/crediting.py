"""The crediting period of an energy project: at most so many years, inside the life that begins with grid connection."""

from __future__ import annotations

import datetime as dt

from ..core.asof import DatedValue
from ..core.dates import add_years, whole_period_end
from ..core.text import Text
from ..rules.catalogue import Verdict, finding
from ..rules.subjects import Project


def crediting_verdict(project: Project, longest: DatedValue) -> Verdict:
    """A crediting period against its longest length and the project's lifetime, both ends of the period included.

    Parameters
    ----------
    longest : DatedValue
        Longest crediting period. [year]
    """
    crediting = project.crediting
    assert crediting is not None
    said = Text(f"{crediting.start} 至 {crediting.end}", f"{crediting.start} to {crediting.end}")
    required, using = longest.count, (longest,)
    if crediting.end < crediting.start:
        return finding(
            False,
            fact=said + Text("，末日早于首日", ", its end before its start"),
            required=required,
            using=using,
        )
    last = whole_period_end(crediting.start, longest.count)
    if crediting.end > last:
        over = (crediting.end - last).days
        fact = said + Text(f"，超出 {over} 天", f", {over} days too long")
        return finding(False, fact=fact, required=required, using=using)
    begun = project.operation_start
    if begun is not None and crediting.start < begun:
        fact = said + Text(f"，早于投运日 {begun}", f", before operation began on {begun}")
        return finding(False, fact=fact, required=required, using=using)
    if begun is None or project.lifetime_years is None:
        lacking = {"operation_start": begun, "lifetime_years": project.lifetime_years}
        missing = tuple(name for name, value in lacking.items() if value is None)
        return finding(None, fact=said, required=required, using=using, missing=missing)
    years, part = divmod(project.lifetime_years, 1)
    retired = add_years(begun, int(years)) + dt.timedelta(days=int(part * 365))
    inside = crediting.end < retired
    fact = (
        said
        if inside
        else said + Text(f"，超出寿命（至 {retired}）", f", beyond the lifetime (to {retired})")
    )
    return finding(inside, fact=fact, required=required, using=using)
