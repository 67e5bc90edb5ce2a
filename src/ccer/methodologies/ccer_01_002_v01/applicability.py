"""May a project use CCER-01-002-V01? Site, law and policy, crediting period, additionality."""

from __future__ import annotations

from typing import Any

from ...compute.quantity_rules import crediting_rule, exempt_rule, law_rule
from ...core.asof import AsOf, DatedValue
from ...core.decision import Fact
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-01-002-v01"


@rule(
    "ccer-01-002.site",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=(f"{TEXT}/sec-2", f"{TEXT}/sec-8.1.1"),
    basis="fact",
    title=Text("场址离岸距离或水深", "Distance from shore or depth of water"),
    requires=Text("离岸大于 {required}", "{required}"),
    remedy=Text(
        "以海域使用论证报告、用海批复等说明离岸最近的风机的距离或水深；界限以内的机位须分开计量并排除。",
        "Show distance or depth of the turbine nearest the shore with the sea-use report and approval; "
        "turbines inside the limits must be metered apart and left out.",
    ),
    interpretation=Text(
        "以离岸最近的风机为准；恰为界限值的不符合",
        "judged by the turbine nearest the shore; exactly at the limit is not enough",
    ),
)
def site(project: Project, at: AsOf) -> Verdict:
    using = (at.parameter(f"methodology.{TEXT}.offshore_km"), at.parameter(f"methodology.{TEXT}.depth_m"))
    required = Text(
        "{km} km，或者水深大于 {m} m", "more than {km} km from shore, or water deeper than {m} m"
    ).fill(km=using[0].value, m=using[1].value)
    turbines = project.site.get("turbines")
    if turbines:
        return _farm(project, turbines, using, required)
    beyond = _beyond(project.site, using)
    if beyond is None:
        return _established(project, using, required)
    return finding(beyond, fact=_where(project.site), required=required, using=using)


def _established(project: Project, using: tuple[DatedValue, ...], required: Text) -> Verdict:
    """Where the figures do not settle it: the conclusion of the validator, else what is missing."""
    if project.site.get("beyond_limit_established") is True:
        fact = Text(
            "审定机构已确认超出界限，数值未公开",
            "the validator found it beyond the limit; the figure is not public",
        )
        reading = Text(
            "依审定结论，未见离岸距离或水深的数值",
            "rests on the validation; the distance or depth was not seen",
        )
        return finding(True, fact=fact, required=required, using=using, interpretation=reading)
    missing = tuple(
        f"site.{name}" for name in ("offshore_km", "depth_m") if _figure(project.site.get(name)) is None
    )
    return finding(None, fact=_where(project.site), required=required, using=using, missing=missing)


def _farm(project: Project, turbines: Any, using: tuple[DatedValue, ...], required: Text) -> Verdict:
    """A list of turbines: all beyond the limits, or those inside metered apart and left out."""
    if not isinstance(turbines, (list, tuple)) or not all(isinstance(turbine, dict) for turbine in turbines):
        return finding(None, required=required, using=using, missing=("site.turbines",))
    judged = [_beyond(turbine, using) for turbine in turbines]
    unknown = tuple(f"site.turbines[{n}]" for n, beyond in enumerate(judged, 1) if beyond is None)
    inside = [turbine for turbine, beyond in zip(turbines, judged, strict=True) if beyond is False]
    if unknown:
        return finding(None, required=required, using=using, missing=unknown)
    if not inside:
        nearest = min(turbines, key=lambda t: t.get("offshore_km", 0.0))
        return finding(True, fact=_where(nearest), required=required, using=using)
    count = Text(
        f"{len(turbines)} 台风机中 {len(inside)} 台在界限以内",
        f"{len(inside)} of {len(turbines)} turbines are inside the limits",
    )
    apart = project.site.get("separate_metering")
    excluded = all(turbine.get("excluded") is True for turbine in inside)
    if len(inside) < len(turbines) and excluded and apart is None:
        return finding(None, fact=count, required=required, using=using, missing=("site.separate_metering",))
    reading = Text(
        "文中未写部分机位在界限以内如何处理；仅当这些机位单独计量并排除时，其余机位视为符合",
        "the text does not settle this case; the other turbines are taken to qualify only if those are metered apart and left out",
    )
    met = len(inside) < len(turbines) and excluded and apart is True
    return finding(met, fact=count, required=required, using=using, interpretation=reading)


def _beyond(place: dict[str, Any], using: tuple[DatedValue, ...]) -> bool | None:
    """True when one of the two figures is above its limit, False when both are held and neither is, None otherwise."""
    known = [
        (_figure(place.get(name)), limit.number)
        for name, limit in zip(("offshore_km", "depth_m"), using, strict=True)
    ]
    if any(value is not None and value > limit for value, limit in known):
        return True
    return None if any(value is None for value, _ in known) else False


def _figure(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        return None
    return float(value)


def _where(place: dict[str, Any]) -> Fact:
    km, depth = place.get("offshore_km"), place.get("depth_m")
    parts = []
    if km is not None:
        parts.append(Text(f"离岸 {km} km", f"{km} km from shore"))
    if depth is not None:
        parts.append(Text(f"水深 {depth} m", f"{depth} m deep"))
    return parts[0] + Text("，", ", ") + parts[1] if len(parts) == 2 else parts[0] if parts else None


law_and_policy = law_rule(
    CODE,
    f"{TEXT}/sec-2",
    Text("补充核准（备案）、用海、环评等批复。", "Supply the project, sea-use and EIA approvals."),
)
crediting_period = crediting_rule(
    CODE,
    (f"{TEXT}/sec-5.2.2", f"{TEXT}/sec-5.2.1"),
    Text(
        "缩短计入期，或写明并网日期和寿命。",
        "Shorten the period, or give the day of grid connection and the lifetime.",
    ),
)
additionality = exempt_rule(
    CODE,
    (site,),
    f"{TEXT}/sec-6.2",
    undecided=Text("适用条件尚不能判定", "applicability is not decided yet"),
    missing=("site.offshore_km", "site.depth_m"),
)
