"""Coordinates of sheets: decimal degrees, or degrees, minutes and seconds, with or without the point of the compass."""

from __future__ import annotations

import functools
import math
import re
from typing import Final

from ..core.text import Text
from .fields import marks
from .records import Record

LONGITUDE: Final = (73.0, 136.0)
LATITUDE: Final = (3.0, 54.0)
"""China lies inside; a frame to catch slips, not a boundary. [°]"""
_ADVICE: Final = Text("写成 114.001667 或 114°00′06″", "write 114.001667 or 114°00′06″")

_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９．－：", "0123456789.-:")
_PACKED: Final = {
    "longitude": re.compile(r"(\d{3}|[7-9]\d)([0-5]\d)([0-5]\d(?:\.\d+)?)"),
    "latitude": re.compile(r"(\d{2})([0-5]\d)([0-5]\d(?:\.\d+)?)"),
}
"""Degrees, minutes and seconds run together: 1180312.5 is 118°03′12.5″."""
_PARTS: Final = re.compile(r"(.*?)(\d{1,3})([-:_\s.])(\d{1,2})\3(\d{1,2}(?:\.\d+)?)(.*)")
_LETTERS: Final = re.compile(r"(\d{1,3})\s*d\s*(\d{1,2})\s*m\s*(\d{1,2}(?:\.\d+)?)\s*s?", re.IGNORECASE)


def read_degrees(record: Record, field: str) -> float | None:
    """Decimal degrees of a cell, or None where nothing is written; west and south are negative.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    text = record.text(field).translate(_HALF_WIDTH)
    if not text:
        return None
    sign, bare = _compass(record, field, _spelt_out(text.strip()))
    bare = "".join(bare.split())
    if found := _PACKED[field].fullmatch(bare):
        bare = f"{found[1]}°{found[2]}′{found[3]}″"
    elif found := re.fullmatch(r"\d{5,}(\.\d+)?", bare):
        why = Text("是米（投影坐标），不是度", "it is metres (projected coordinates), not degrees")
        advice = Text(
            "列名改为 X、Y，坐标系写明投影，如 EPSG:4527 或 CGCS2000 3度带 39带",
            "head the columns X and Y and name the projection, e.g. EPSG:4527 or CGCS2000 zone 39",
        )
        raise record.bad(field, why, advice)
    if found := re.fullmatch(r"-?\d{1,3}(\.\d+)?", bare.removesuffix(marks("degree")[0])):
        return sign * float(found[0])
    parts = _pattern().fullmatch(bare)
    if parts is None:
        why = Text(
            "不是十进制度，也不是度分秒", "it is neither decimal degrees nor degrees, minutes and seconds"
        )
        raise record.bad(field, why, _ADVICE)
    minus, whole, minutes, seconds = parts.groups()
    part_minutes, part_seconds = float(minutes or 0), float(seconds or 0)
    if part_minutes >= 60 or part_seconds >= 60:
        why = Text("分和秒应小于 60", "minutes and seconds are below 60")
        raise record.bad(field, why, _ADVICE)
    value = float(whole) + part_minutes / 60 + part_seconds / 3600
    return sign * (-value if minus else value)


def read_place(record: Record) -> tuple[float | None, float | None]:
    """Longitude and latitude of a row: both or neither, not swapped, in China.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    longitude, latitude = read_degrees(record, "longitude"), read_degrees(record, "latitude")
    if longitude is None and latitude is None:
        return None, None
    if longitude is None or latitude is None:
        field = "longitude" if longitude is None else "latitude"
        why = Text("经度和纬度只写了一个", "only one of longitude and latitude is written")
        raise record.bad(field, why, Text("补上另一个", "add the other"))
    check_place(record, longitude, latitude)
    return longitude, latitude


def check_place(record: Record, longitude: float, latitude: float) -> None:
    """Refuse swapped axes and places outside the frame of China."""
    if swapped(longitude, latitude):
        why = Text("经度与纬度写反了", "longitude and latitude are swapped")
        raise record.bad("longitude", why, Text("对调两列", "swap the two columns"))
    for field, value, (low, high) in (("longitude", longitude, LONGITUDE), ("latitude", latitude, LATITUDE)):
        if not low <= value <= high:
            title = record.kind.fields[field].title
            why = Text(
                f"{title.zh} {value:g}° 不在中国范围（{low:g}–{high:g}°）内",
                f"a {title.en} of {value:g}° is not in China ({low:g}–{high:g}°)",
            )
            raise record.bad(field, why, Text("核对坐标和坐标系", "check the coordinate and its system"))


def swapped(longitude: float, latitude: float) -> bool:
    """True when each lies in the other's range."""
    return inside(latitude, longitude)


def inside(longitude: float, latitude: float) -> bool:
    """True when a place lies in the frame of China."""
    finite = math.isfinite(longitude) and math.isfinite(latitude)
    return finite and LONGITUDE[0] <= longitude <= LONGITUDE[1] and LATITUDE[0] <= latitude <= LATITUDE[1]


def _spelt_out(text: str) -> str:
    """Three parts between the same dashes, colons, blanks or points, or with the letters d, m and s, with the signs of degrees."""
    if found := _LETTERS.search(text):
        return f"{text[: found.start()]}{found[1]}°{found[2]}′{found[3]}″{text[found.end() :]}"
    if found := _PARTS.fullmatch(text):
        return f"{found[1]}{found[2]}°{found[4]}′{found[5]}″{found[6]}"
    return text


def _compass(record: Record, field: str, text: str) -> tuple[float, str]:
    """Sign of the point of the compass, and the rest; a point of the other axis is refused."""
    low = text.casefold()
    own = ("east", "west") if field == "longitude" else ("north", "south")
    for side in ("east", "west", "north", "south"):
        for word in marks(side):
            if low.startswith(word) or low.endswith(word):
                if side not in own:
                    why = Text("经度列里是纬度，或纬度列里是经度", "it belongs to the other axis")
                    raise record.bad(field, why, Text("核对两列", "check the two columns"))
                bare = low.removeprefix(word) if low.startswith(word) else low.removesuffix(word)
                return (-1.0 if side in ("west", "south") else 1.0), bare
    return 1.0, low


@functools.cache
def _pattern() -> re.Pattern[str]:
    def one_of(group: str) -> str:
        return "(?:" + "|".join(map(re.escape, marks(group))) + ")"

    number = r"(\d{1,2}(?:\.\d+)?)"
    seconds = f"(?:{number}{one_of('second')}?)?"
    return re.compile(rf"(-?)(\d{{1,3}}){one_of('degree')}(?:{number}{one_of('minute')}{seconds})?")
