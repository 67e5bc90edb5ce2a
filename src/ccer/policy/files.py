"""Finding and reading the YAML of the law base; a malformed file is refused with its name and the field."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..core.errors import BadInput
from ..core.text import Text
from .schema import Content, Instrument, Parameter

HOME = Path(__file__).resolve().parent
METHODOLOGIES = HOME.parent / "methodologies"
_FIX = Text("照 docs/law-base.md 的格式更正该文件", "Correct the file as docs/law-base.md describes")
_SCALARS = (str, int, float, bool)
T = TypeVar("T")


def sources(extra: Path | None = None) -> list[tuple[str, Path]]:
    """Every file of the base with the name it is known by, in a fixed order.

    Parameters
    ----------
    extra : Path, optional
        A further folder with ``instruments/``, ``parameters/`` and ``methodologies/`` of its own.
    """
    found = _listed(HOME, METHODOLOGIES, "")
    if extra is not None:
        if not extra.is_dir():
            raise BadInput(
                Text(f"找不到法规文件夹 {extra}", f"No law base folder {extra}"),
                Text("该路径不是文件夹", "the path is not a folder"),
                Text(
                    "给出含 instruments 或 parameters 的文件夹",
                    "Name a folder with instruments or parameters in it",
                ),
            )
        found += _listed(extra, extra / "methodologies", "extra/")
    return found


def _listed(base: Path, methodologies: Path, prefix: str) -> list[tuple[str, Path]]:
    paths = [
        *base.glob("instruments/*/*.yaml"),
        *base.glob("parameters/*.yaml"),
        *base.glob("holidays/*.yaml"),
    ]
    named = [(prefix + path.relative_to(base).as_posix(), path) for path in paths]
    for name in ("instrument.yaml", "parameters.yaml"):
        for path in methodologies.glob(f"*/{name}"):
            named.append((f"{prefix}methodologies/{path.parent.name}/{name}", path))
    return sorted(named)


def read_all(extra: Path | None = None) -> tuple[str, list[tuple[str, bytes]]]:
    """The bytes of every file, and the digest of all of them (line ends do not count)."""
    total = hashlib.sha256()
    files = []
    for name, path in sources(extra):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name}\0{len(data)}\0".encode())
        total.update(data)
        files.append((name, data))
    return total.hexdigest(), files


def decode(files: Iterable[tuple[str, bytes]]) -> Content:
    """Instruments and parameters from the bytes of their files; holidays have their own reader."""
    instruments: list[Instrument] = []
    parameters: dict[str, Parameter] = {}
    for name, data in files:
        if "holidays/" in name:
            continue
        loaded = _yaml(name, data)
        if name.endswith("instrument.yaml") or "instruments/" in name:
            instruments.append(_instrument(name, loaded))
        else:
            for key, parameter in _parameters(name, loaded).items():
                if key in parameters:
                    raise malformed(name, Text(f"参数 {key} 定义了两次", f"parameter {key} is defined twice"))
                parameters[key] = parameter
    return Content(instruments=instruments, parameters=[parameters[key] for key in sorted(parameters)])


def malformed(name: str, why: Text) -> BadInput:
    """The error for a file of the base that cannot be used."""
    return BadInput(Text(f"法规库文件 {name} 无法使用", f"Law base file {name} cannot be used"), why, _FIX)


def _yaml(name: str, data: bytes) -> Any:
    import yaml

    try:
        return yaml.load(data, Loader=_loader())
    except yaml.YAMLError as error:
        raise malformed(name, Text(f"不是有效的 YAML：{error}", f"not valid YAML: {error}")) from error


@functools.cache
def _loader() -> Any:
    """A safe YAML loader in which ``on``, ``off``, ``yes`` and ``no`` are words, as in YAML 1.2."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("Loader", (base,), {})
    loader.yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool"]
        for sign, rules in base.yaml_implicit_resolvers.items()
    }
    loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:[Tt]rue|[Ff]alse)$"), list("tTfF"))
    return loader


def _convert(name: str, value: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind, builtin_types=(dt.date, dt.datetime))
    except msgspec.ValidationError as error:
        raise malformed(name, Text(f"字段有误：{error}", f"field not as agreed: {error}")) from error


def _instrument(name: str, loaded: Any) -> Instrument:
    instrument = _convert(name, loaded, Instrument)
    seen: set[str] = set()
    for provision in instrument.provisions:
        ref = provision.ref
        if ref in seen:
            raise malformed(name, Text(f"条目 {ref} 出现两次", f"provision {ref} is there twice"))
        seen.add(ref)
        if bool(provision.read_by) == (provision.reading == "none"):
            raise malformed(
                name,
                Text(
                    f"条目 {ref} 须写 read_by 或 reading: none 之一",
                    f"{ref} needs read_by or reading: none, one of them",
                ),
            )
        if provision.reading == "none" and provision.why is None:
            raise malformed(name, Text(f"条目 {ref} 未写 why", f"{ref} does not say why no rule reads it"))
    return instrument


def _parameters(name: str, loaded: Any) -> dict[str, Parameter]:
    parameters = _convert(name, loaded or {}, dict[str, Parameter])
    for key, parameter in parameters.items():
        parameter.name = key
        for value in parameter.values:
            value.value = _scalar(name, key, parameter.unit, value.value)
        _ordered(name, parameter)
    return parameters


def _scalar(name: str, key: str, unit: str, value: Any) -> str | int | float | bool:
    """A date is kept as ISO text under the unit ``date``, so that the cache can hold it."""
    if isinstance(value, dt.date) and unit == "date":
        return value.isoformat()
    if isinstance(value, _SCALARS):
        if unit == "date":
            try:
                dt.date.fromisoformat(str(value))
            except ValueError:
                pass
            else:
                return value
        else:
            return value
    raise malformed(
        name, Text(f"参数 {key} 的值与单位 {unit} 不符", f"the value of {key} does not fit the unit {unit}")
    )


def _ordered(name: str, parameter: Parameter) -> None:
    parameter.values.sort(key=lambda value: value.since)
    for value, following in zip(parameter.values, [*parameter.values[1:], None], strict=False):
        bad = value.until is not None and value.until < value.since
        if following is not None and (
            value.since == following.since or (value.until or value.since) >= following.since
        ):
            bad = True
        if bad:
            raise malformed(
                name,
                Text(
                    f"参数 {parameter.name} 的时段重叠或颠倒",
                    f"the periods of {parameter.name} overlap or run backwards",
                ),
            )
