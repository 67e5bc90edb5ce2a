"""Money and prices as people write them; all come as whole fen."""

from __future__ import annotations

from ccer.core.text import Text

PRICE_UNIT = Text("元/t", "CNY/t")
YUAN = Text("元", "CNY")
TONNE = Text("吨", "t")


def amount(fen: int | None) -> str:
    """Yuan with two digits, thousands apart: ``1,234.56``; a dash where there is none."""
    if fen is None:
        return "—"
    whole, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{rest:02d}"


def yuan(fen: int | None) -> str:
    """An amount with its sign of currency: ``¥1,234.56``."""
    return "—" if fen is None else f"{'−' if fen < 0 else ''}¥{amount(abs(fen))}"


def price(fen: int | None) -> str:
    """A price: ``¥93.54/t``."""
    return "—" if fen is None else f"{yuan(fen)}/t"


def signed(fen: int | None) -> str:
    """A change of price: ``+1.20``."""
    return f"+{amount(fen)}" if fen and fen > 0 else amount(fen)


def difference(value: int) -> str:
    """A difference of quantities: ``+450``, ``−450``."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):,}"


def percent(hundredths: int | None) -> str:
    """A share in hundredths of a percent: ``+1.28%``."""
    return "—" if hundredths is None else f"{signed(hundredths)}%"


def moved(value: int | None) -> str:
    """Which way a value went: ``rise``, ``fall``, or nothing. The sign says it too; colour never stands alone."""
    return "" if not value else "rise" if value > 0 else "fall"
