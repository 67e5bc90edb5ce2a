"""Stated errors of a project's inputs: the ``uncertainty`` block of its file or of the command line, read and carried through.

::

    uncertainty:
      seed: 20240101
      draws: 10000
      inputs:
        exports.metered: {size: 0.5%, shape: uniform, common: meter}   # a meter that reads high does so in every month
        combined_margin: {shape: uniform, size: 0.02, relative: false, common: all}
        strata.growth: {size: 20%, shape: lognormal, low: 0.5, high: 2}

An input is a quantity the calculation starts from, or a column of the readings or strata behind it; a share with ``%`` is relative to its
value, a bare number in its own unit. Each year, reading or stratum has its own error unless ``common`` says what has one together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from ..compute.result import Calculation
from ..compute.uncertainty import (
    FEWEST,
    MOST,
    SHAPES,
    InputError,
    Sampling,
    as_sources,
    starting_points,
    starts_from,
    with_interval,
)
from ..core.errors import BadInput
from ..core.mistyped import explain
from ..core.text import Text
from ..methodologies import Methodology
from ..rules.subjects import Project

FIELD: Final = "uncertainty"
KEYS: Final = ("seed", "draws", "confidence", "inputs")
PLAIN: Final = "normal"
PARTS: Final = ("size", "shape", "common")
WRITE: Final = Text(
    "写成 uncertainty: {seed: 7, draws: 10000, inputs: {exported_energy: 0.5%}}，"
    "或用 --uncertainty 10000 --seed 7 --error exported_energy=0.5%",
    "write uncertainty: {seed: 7, draws: 10000, inputs: {exported_energy: 0.5%}}, "
    "or --uncertainty 10000 --seed 7 --error exported_energy=0.5%",
)


class StatedErrors(NamedTuple):
    """What an ``uncertainty`` block says: the error of each input, and how it is drawn."""

    errors: dict[str, InputError]
    sampling: Sampling


def block_of(draws: int | None, seed: int | None, errors: Iterable[str]) -> dict[str, Any]:
    """What the command line says, as a block; ``errors`` are ``NAME=SIZE[:SHAPE[:COMMON]]``."""
    inputs = {}
    for text in errors:
        name, found, size = text.partition("=")
        if not found:
            raise _bad(f"--error {text}", Text("不是“名称=大小”", "it is not NAME=SIZE"))
        given = dict(zip(PARTS, (part.strip() for part in size.split(":", 2)), strict=False))
        inputs[name.strip()] = {part: word for part, word in given.items() if word}
    said = {"draws": draws, "seed": seed, "inputs": inputs or None}
    return {key: value for key, value in said.items() if value is not None}


def with_block(project: Project, said: Mapping[str, Any]) -> Project:
    """A project with what the command line says in place of what its file says, input by input."""
    own = project.uncertainty
    inputs = own.get("inputs") if isinstance(own.get("inputs"), Mapping) else {}
    block = {**own, **said}
    if said.get("inputs"):
        block["inputs"] = {**(inputs or {}), **said["inputs"]}
    return msgspec.structs.replace(project, uncertainty=block)


def stated_errors(block: Mapping[str, Any]) -> StatedErrors | None:
    """A block, read; None where there is none.

    Raises
    ------
    BadInput
        Naming what is wrong: an unknown key, no seed, no input, a size or shape that cannot be, too few or too many draws.
    """
    if not block:
        return None
    for key in block:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, 1) or KEYS
            why = Text(f"没有叫“{key}”的项", f"there is no key {key!r}")
            raise _bad(FIELD, why, Text(f"可用：{'、'.join(near)}", f"use one of: {', '.join(near)}"))
    if block.get("seed") is None:
        why = Text(
            "没有种子：同一种子才能复核出同一结果", "no seed: only the same seed gives the same result again"
        )
        raise _bad(FIELD, why)
    inputs = block.get("inputs")
    if not isinstance(inputs, Mapping) or not inputs:
        raise _bad(FIELD, Text("没有写明任何输入的误差", "no input has a stated error"))
    settings = {key: block[key] for key in KEYS[:3] if block.get(key) is not None}
    try:
        sampling = msgspec.convert(settings, Sampling)
    except msgspec.ValidationError as error:
        raise _bad(FIELD, explain(error)) from error
    if not FEWEST <= sampling.draws <= MOST or sampling.seed < 0 or not 0 < sampling.confidence < 1:
        why = Text(
            f"draws 为 {sampling.draws:,}（须在 {FEWEST:,} 至 {MOST:,} 之间），seed 为 {sampling.seed}（不小于 0），"
            f"confidence 为 {sampling.confidence:g}（0 与 1 之间）",
            f"draws is {sampling.draws:,} ({FEWEST:,} to {MOST:,} are possible), seed {sampling.seed} (0 or more), confidence "
            f"{sampling.confidence:g} (between 0 and 1)",
        )
        raise _bad(FIELD, why)
    return StatedErrors({str(name): _error(str(name), entry) for name, entry in inputs.items()}, sampling)


def simulated(
    method: Methodology, found: Calculation, stated: StatedErrors | None, sources: Iterable[Any] = ()
) -> Calculation:
    """A calculation with its simulated interval, from those stated errors that are of its own inputs or of their ``sources``.

    Raises
    ------
    BadInput
        If an error can be used neither here nor in another calculation of the methodology, or its value cannot have it.
    """
    if stated is None:
        return found
    known = as_sources(sources)
    here = {name: error for name, error in stated.errors.items() if starts_from(method, found, name, known)}
    return with_interval(method, found, here, stated.sampling, known) if here else found


def refuse_unused(
    method: Methodology,
    calculations: Iterable[Calculation],
    stated: StatedErrors | None,
    sources: Iterable[Any] = (),
) -> None:
    """Refuse a stated error that no calculation starts from: it would be lost without a word."""
    made = list(calculations)
    if stated is None or not made:
        return
    used = {name for found in made for name in _errors_of(found)}
    behind = as_sources(sources)
    known = list(dict.fromkeys(n for found in made for n in starting_points(method, found, (), behind)))
    for name in stated.errors:
        if name not in used:
            why = Text("核算不是从它出发的", "no calculation starts from it")
            listed = Text(f"可用：{'、'.join(known)}", f"use one of: {', '.join(known)}")
            raise _bad(f"{FIELD}.inputs.{name}", why, listed)


def _errors_of(found: Calculation) -> Mapping[str, Any]:
    held = found.inputs.get(FIELD)
    errors = held.get("errors") if isinstance(held, Mapping) else None
    return errors if isinstance(errors, Mapping) else {}


def _error(name: str, entry: Any) -> InputError:
    """One input: ``5%``, ``0.02``, or a mapping with ``size`` and more."""
    field = f"{FIELD}.inputs.{name}"
    given = dict(entry) if isinstance(entry, Mapping) else {"size": entry}
    size, share = given.get("size"), isinstance(given.get("size"), str) and str(given["size"]).endswith("%")
    try:
        number = float(str(size).removesuffix("%")) / (100 if share else 1)
    except ValueError:
        raise _bad(field, Text(f"大小“{size}”不是数", f"its size {size!r} is no number")) from None
    if isinstance(size, bool) or not 0 <= number < float("inf"):
        raise _bad(
            field, Text(f"大小为 {size}，误差不能为负", f"its size is {size}; an error is never negative")
        )
    if given.get("shape", PLAIN) not in SHAPES:
        why = Text(f"没有“{given['shape']}”这种分布", f"there is no shape {given['shape']!r}")
        raise _bad(field, why, Text(f"可用：{'、'.join(SHAPES)}", f"use one of: {', '.join(SHAPES)}"))
    full = {"shape": PLAIN, "relative": share, **given, "size": number}
    strange = sorted(set(full) - set(InputError.__struct_fields__))
    if strange or (share and not full["relative"]):
        which = strange[0] if strange else "relative"
        raise _bad(field, Text(f"{which} 一项不能用", f"its {which} cannot be used"))
    try:
        return msgspec.convert(full, InputError)
    except msgspec.ValidationError as error:
        raise _bad(field, explain(error)) from error


def _bad(field: str, why: Text, then: Text = WRITE) -> BadInput:
    return BadInput(what=Text(f"{field} 无法使用", f"{field} cannot be used"), why=why, next=then)
