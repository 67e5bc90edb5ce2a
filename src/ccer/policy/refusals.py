"""Why the base cannot answer: each refusal says what, why and what to do next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ..core.errors import BadInput, CcerError, NotInForce, NotKnown
from ..core.text import Text
from .windows import FIRST, LAST, Version, Window

if TYPE_CHECKING:
    from .corpus import Corpus
    from .schema import Parameter
    from .view import ValueRow, View

ANOTHER_DAY = Text(
    "核对日期，或改用当日有效的规定", "Check the date, or use the provision in force on that day"
)
CHECK_REF = Text("核对引用，或先查找条款", "Check the citation, or search for the provision")
ASK_TEXT = Text("查阅原文，或把该文件补入法规库", "Read the text itself, or add it to the law base")


def near(wanted: str, names: list[str], count: int = 3) -> list[str]:
    """The names most like the one that is not there."""
    import difflib

    return difflib.get_close_matches(wanted, names, n=count, cutoff=0.5)


def no_instrument(id: str, ids: list[str]) -> BadInput:
    """No instrument has that id."""
    return BadInput(
        Text(f"法规库没有 {id}", f"The law base has no {id}"),
        _similar(near(id, ids)),
        CHECK_REF,
        clause=id,
    )


def no_parameter(name: str, names: list[str]) -> BadInput:
    """No parameter has that name."""
    return BadInput(
        Text(f"法规库没有参数 {name}", f"The law base has no parameter {name}"),
        _similar(near(name, names)),
        Text("核对参数名称", "Check the parameter's name"),
    )


def _similar(names: list[str]) -> Text:
    if not names:
        return Text("没有相近的名称", "nothing has a similar name")
    listed = ", ".join(names)
    return Text(f"相近的有：{listed}", f"similar: {listed}")


def citation(law: Corpus, view: View, ref: str, on: dt.date | None) -> CcerError:
    """Why a provision cannot be cited on a day."""
    id, _, path = ref.partition("/")
    if not law.view().versions(id):
        return no_instrument(id, law.view().ids)
    versions = view.versions(id)
    if not versions:
        return NotKnown(
            Text(f"当时尚未收录 {id}", f"{id} was not held then"),
            Text(
                "该文件在所问知悉日期之后才录入", "the file was recorded after the day of knowledge asked for"
            ),
            Text("不加知悉日期再查", "Ask without a day of knowledge"),
            clause=ref,
        )
    held = view.windows(ref)
    if not held:
        return _no_path(versions[-1], ref, path)
    return _not_on(held[-1][0].label(path), ref, held, on)


def _no_path(version: Version, ref: str, path: str) -> CcerError:
    instrument = version.instrument
    label = version.label(path)
    if instrument.held == "part":
        return NotKnown(
            Text(f"未收录{label.zh}", f"{label.en} is not held"),
            Text(
                f"本库只收录了{instrument.short.zh}的一部分",
                f"this base holds only a part of {instrument.short.en}",
            ),
            ASK_TEXT,
            clause=ref,
        )
    return BadInput(
        Text(f"没有{label.zh}", f"There is no {label.en}"),
        Text(
            f"{instrument.short.zh}的条目中没有 {path}",
            f"{path} is not among the provisions of {instrument.short.en}",
        ),
        CHECK_REF,
        clause=ref,
    )


def _not_on(label: Text, ref: str, held: list[tuple[Version, Window]], on: dt.date | None) -> CcerError:
    what = Text(f"{on}不能适用{label.zh}", f"{label.en} cannot be applied on {on}")
    published = [window for version, window in held if not version.instrument.draft]
    if not published:
        why = Text("这是征求意见稿，没有效力", "it is a draft and has no force")
        return NotInForce(what, why, Text("等正式发布后再用", "Wait until it is issued"), clause=ref)
    if on is None or any(window.state(on) == "unverified" for window in published):
        why = Text(
            "生效或失效的具体日期未核实", "the exact day it comes into or goes out of force is not verified"
        )
        return NotKnown(what, why, ASK_TEXT, clause=ref)
    return NotInForce(what, standing(published, on), ANOTHER_DAY, clause=ref)


def standing(windows: list[Window], on: dt.date) -> Text:
    """In words: not yet in force until, or no longer in force since."""
    later = [window for window in windows if on < window.since]
    if later:
        first = min(window.since for window in later)
        if first == LAST:
            return Text("生效日期不明", "its day of entry into force is not known")
        return Text(f"{first}起才生效", f"in force only from {first}")
    last = max(window.until for window in windows)
    if last == FIRST:
        return Text("没有生效的日子", "it is in force on no day")
    return Text(f"有效至{last}", f"its last day in force was {last}")


def parameter(parameter: Parameter, rows: list[ValueRow], on: dt.date) -> CcerError:
    """Why a parameter has no value on a day."""
    title = parameter.title
    what = Text(f"{on}没有“{title.zh}”的值", f"No value of “{title.en}” on {on}")
    if not rows:
        why = parameter.unknown or Text("当时尚未收录任何值", "no value had been recorded by then")
        return NotKnown(what, why, Text("向发布机构查明后补入", "Find it out from the issuer and add it"))
    first, last = rows[0], rows[-1]
    if on < first[0]:
        why = Text(f"首个值自{first[0]}起", f"the first value is from {first[0]}")
    elif on > last[1]:
        why = Text(f"末个值至{last[1]}止", f"the last value ends on {last[1]}")
    else:
        why = Text("该日落在两个值之间", "the day lies between two values")
    return NotInForce(what, why, ANOTHER_DAY, clause=rows[-1 if on > last[1] else 0][2].cite)
