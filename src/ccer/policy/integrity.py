"""Whether the base hangs together: every citation and every target of an effect leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.text import Text
from .corpus import Corpus, corpus
from .labels import KINDS, parents, steps
from .schema import Instrument


def problems(law: Corpus | None = None) -> list[tuple[str, Text]]:
    """What does not fit together, each with the place where it stands."""
    base = law or corpus()
    known = {instrument.id for instrument in base.instruments}
    refs = {f"{i.id}/{p.ref}" for i in base.instruments for p in i.provisions} | known
    found = [*_values(base, refs)]
    for instrument in base.instruments:
        found += _effects(instrument, refs, known)
        found += _headings(instrument)
        found += _dates(instrument)
    return found


def _values(law: Corpus, refs: set[str]) -> Iterator[tuple[str, Text]]:
    for parameter in law.parameters():
        for value in parameter.values:
            if value.cite not in refs:
                yield (
                    parameter.name,
                    Text(f"依据 {value.cite} 不在库中", f"stands on {value.cite}, which is not in the base"),
                )
        if not parameter.values and parameter.unknown is None:
            yield parameter.name, Text("没有值，也没有说明", "has no value and does not say why")


def _effects(instrument: Instrument, refs: set[str], known: set[str]) -> Iterator[tuple[str, Text]]:
    """An effect may aim at a provision that another version has, but its instrument must be here."""
    for effect in instrument.effects:
        if effect.target not in refs and effect.target.partition("/")[0] in known:
            yield (
                instrument.id,
                Text(
                    f"作用对象 {effect.target} 不在库中",
                    f"has an effect on {effect.target}, which is not in the base",
                ),
            )


def _headings(instrument: Instrument) -> Iterator[tuple[str, Text]]:
    paths = {provision.ref for provision in instrument.provisions}
    for provision in instrument.provisions:
        ref = f"{instrument.id}/{provision.ref}"
        above = parents(provision.ref)
        if not above and provision.heading is None:
            yield ref, Text("没有标题", "has no heading")
        if above and steps(above[-1])[0][0] in KINDS and above[-1] not in paths:
            yield ref, Text("上级条目不在库中", "what contains it is not in the base")
        if provision.why == "container" and not _contains(provision.ref, paths):
            yield ref, Text("标为 container 却没有下级", "is a container with nothing in it")


def _contains(ref: str, paths: set[str]) -> bool:
    """Section 4 holds section 4.1 with no slash between; a lead-in paragraph, and a section, hold what stands beside them."""
    if any(path.startswith((f"{ref}/", f"{ref}.")) for path in paths):
        return True
    return steps(ref)[-1][0] in ("sec", "para")


def _dates(instrument: Instrument) -> Iterator[tuple[str, Text]]:
    if not instrument.draft and instrument.dates.in_force is None and instrument.dates.published is None:
        yield (
            instrument.id,
            Text("没有生效或公布日期", "has neither a day of entry into force nor of publication"),
        )
    for name in ("adopted", "signed", "published", "in_force", "ended"):
        info = getattr(instrument.dates, name)
        if info is not None and not info.source:
            yield instrument.id, Text(f"日期 {name} 没有来源", f"the date {name} has no source")
