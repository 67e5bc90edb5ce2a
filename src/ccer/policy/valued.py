"""Values of the law as people read them: `5%`, `20 个工作日`, `26,000 tCO₂e`, `是`."""

from __future__ import annotations

from typing import Any

from ..core.decision import show
from ..core.text import Lang, Text

UNIT_TEXT = {
    "year": Text("年", "years"),
    "month": Text("个月", "months"),
    "day": Text("天", "days"),
    "working-day": Text("个工作日", "working days"),
    "trading-day": Text("个交易日", "trading days"),
    "person": Text("人", "people"),
    "site": Text("处", "sites"),
    "CNY": Text("元", "CNY"),
    "CNY/t": Text("元/t", "CNY/t"),
    "s": Text("秒", "s"),
}
WORD_TEXT = {
    "half-up-to-tick": Text("四舍五入到最小变动价位", "rounded half up to the tick"),
    "listed-vwap-of-previous-trading-day": Text(
        "上一交易日挂牌协议成交均价", "mean price of the listed trades of the trading day before"
    ),
    "quote-of-first-transferor": Text("首个划入主体的报价", "the quote of who transfers in first"),
    "next-trading-day-open": Text("下一交易日开市", "the open of the next trading day"),
    "mon-fri": Text("周一至周五", "Monday to Friday"),
    "national-and-local-key-emitters": Text("全国和地方重点排放单位", "national and local key emitters"),
    "freeze-and-cancel": Text("冻结并注销", "freeze and cancel"),
    "listed-agreement": Text("挂牌协议", "listed agreement"),
    "legal-persons-and-other-organisations": Text("法人和其他组织", "legal persons and other organisations"),
    "{project}-{vintage}-{serial:09d}": Text(
        "项目编号-产生年度-九位顺序号", "project number-vintage-nine-digit serial"
    ),
    "{sector}{methodology}{subtype}{running:04d}": Text(
        "行业、方法学、子类和四位顺序号", "sector, methodology, subtype and four-digit number"
    ),
    "always": Text("一律", "always"),
    "conditional": Text("符合条件的", "under conditions"),
}
_BARE = ("1", "text", "date", "flag", "time", "")
_PRINTED = (("CO2", "CO₂"), ("^3", "³"), ("m3", "m³"), ("m2", "m²"), ("10^4", "10⁴"))


def valued(value: Any, unit: str) -> Text:
    """A value with its unit; a share as a percentage, a word of the law base in both languages.

    >>> valued(0.05, "1").en, valued(26000, "tCO2e").zh
    ('5%', '26,000 tCO₂e')
    """
    if isinstance(value, str) and value in WORD_TEXT:
        return WORD_TEXT[value]
    if unit == "1" and isinstance(value, float) and 0 < value < 1:
        return Text(f"{100 * value:.10g}%", f"{100 * value:.10g}%")
    return Text(_with_unit(value, unit, "zh"), _with_unit(value, unit, "en"))


def _with_unit(value: Any, unit: str, lang: Lang) -> str:
    shown = show(value, lang)
    if unit in _BARE:
        return shown
    if unit in UNIT_TEXT:
        return f"{shown} {UNIT_TEXT[unit].say(lang)}"
    for written, printed in _PRINTED:
        unit = unit.replace(written, printed)
    return f"{shown} {unit}"
