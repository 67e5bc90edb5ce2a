"""Coordinates as people write them: decimal degrees or degrees, minutes, seconds. China lies between 73°–136° E and 3°–54° N."""

from __future__ import annotations

import re

from ..core.errors import BadInput
from ..core.text import Text

_DECIMAL = re.compile(r"(-?\d{1,3}(?:\.\d+)?)")
_DMS = re.compile(
    r"(\d{1,3})[°度](\d{1,2}(?:\.\d+)?)[′'’＇分](?:(\d{1,2}(?:\.\d+)?)(?:[″\"”＂秒]|[′'’＇]{2})?)?"
)
_AROUND = re.compile(r"[\sEWNSewns东西南北经纬]+")
LONGITUDE, LATITUDE = (73.0, 136.0), (3.0, 54.0)
NAMES = {LONGITUDE: Text("经度", "longitude"), LATITUDE: Text("纬度", "latitude")}


def degrees(text: str | float | int) -> float:
    """Decimal degrees of ``114.0017``, ``114°00′06″`` or ``114度0分6秒``.

    Raises
    ------
    BadInput
        If it is neither.
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text)
    bare = _AROUND.sub("", str(text))
    if found := _DECIMAL.fullmatch(bare.removesuffix("°").removesuffix("度")):
        return float(found[1])
    found = _DMS.fullmatch(bare)
    whole, minutes, seconds = (float(part or 0) for part in found.groups()) if found else (0.0, 60.0, 60.0)
    if minutes >= 60 or seconds >= 60:
        raise BadInput(
            what=Text(f"坐标「{text}」无法识别", f"“{text}” is not a coordinate"),
            why=Text(
                "须为十进制度或度分秒，分、秒小于 60",
                "it must be decimal degrees, or degrees, minutes and seconds below 60",
            ),
            next=Text("写成 114.001667 或 114°00′06″。", "Write 114.001667 or 114°00′06″."),
        )
    return whole + minutes / 60 + seconds / 3600


def swapped(longitude: float, latitude: float) -> bool:
    """True when the two lie in each other's range."""
    return _inside(latitude, LONGITUDE) and _inside(longitude, LATITUDE)


def check(longitude: float, latitude: float) -> None:
    """Refuse coordinates that are swapped or outside China.

    References
    ----------
    CCER-01-001-V01 and CCER-01-002-V01, section 8.2 (boundary coordinates in degrees).
    """
    if swapped(longitude, latitude):
        raise BadInput(
            what=Text("经度与纬度写反了", "Longitude and latitude are swapped"),
            why=Text(
                f"longitude 写作 {longitude}，latitude 写作 {latitude}",
                f"longitude reads {longitude}, latitude reads {latitude}",
            ),
            next=Text("对调 longitude 与 latitude 后重试。", "Swap longitude and latitude and try again."),
        )
    for value, span in ((longitude, LONGITUDE), (latitude, LATITUDE)):
        if not _inside(value, span):
            name = NAMES[span]
            raise BadInput(
                what=Text("{name} {value} 不在中国范围内", "{name} {value} is not in China").fill(
                    name=name, value=value
                ),
                why=Text(
                    f"应在 {span[0]:g}–{span[1]:g} 度之间",
                    f"it should be between {span[0]:g} and {span[1]:g} degrees",
                ),
                next=Text(
                    "核对坐标；以度为单位，至少六位小数。",
                    "Check the coordinates: degrees, six decimals at least.",
                ),
            )


def _inside(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]
