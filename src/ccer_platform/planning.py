"""A plan with everything a page, a file and the API say of it: the mix, how sure it is, other terms, the receipt."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ccer.core.asof import AsOf
from ccer.core.decision import Receipt
from ccer.core.text import Text
from ccer.documents.tables import write_tables
from ccer.offset.case import OffsetCase
from ccer.offset.outlook import Drawn, outlook
from ccer.offset.planning import OffsetPlan, plan, receipt_of
from ccer.offset.scenarios import Scenario, scenarios
from ccer.policy.calendar import calendar

from .language import lang


class Planned(NamedTuple):
    """A case planned. Money in fen, quantities in tonnes."""

    case: OffsetCase
    made: OffsetPlan
    drawn: Drawn
    others: tuple[Scenario, ...]
    receipt: Receipt

    @property
    def provisional(self) -> tuple[Text, ...]:
        """Inputs no text held stands behind, each once."""
        return tuple(dict.fromkeys(self.made.provisional + self.drawn.provisional))

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "lines": _values(self.made.rows()), "years": _values(self.made.year_rows()), "excluded": _values(self.made.excluded_rows()),
            "outlay_fen": self.made.outlay_fen, "forgone_fen": self.made.forgone_fen, "total_fen": self.made.total_fen,
            "allowances_only_fen": self.made.allowances_only_fen, "saving_fen": self.made.saving_fen,
            "outlook": _values(self.drawn.rows()), "best": self.drawn.best, "saves": self.drawn.saves, "seed": self.drawn.seed,
            "scenarios": _values(tuple(each.row() for each in self.others)),
            "provisional": [_value(each) for each in self.provisional], "receipt": msgspec.to_builtins(self.receipt),
        }  # fmt: skip

    def sheets(self) -> dict[str, list[dict[str, Any]]]:
        """As sheets of a file, in the language of the page; the receipt is the last."""
        receipt = [
            {"name": name, "value": str(getattr(self.receipt, name))}
            for name in ("digest", "engine", "on", "corpus", "code")
        ]
        receipt += [{"name": f"law {ref}", "value": held} for ref, held in self.receipt.law.items()]
        return {
            "plan": _said(self.made.rows()), "years": _said(self.made.year_rows()), "excluded": _said(self.made.excluded_rows()),
            "outlook": _said(self.drawn.rows()), "scenarios": _said(tuple(each.row() for each in self.others)),
            "provisional": [{"input": each.say(lang())} for each in self.provisional], "receipt": receipt,
        }  # fmt: skip

    def as_xlsx(self) -> bytes:
        """Every sheet."""
        with tempfile.TemporaryDirectory() as folder:
            return write_tables(self.sheets(), Path(folder) / "plan.xlsx").read_bytes()

    def as_csv(self) -> bytes:
        """The lines of the mix, with the digest of the receipt on each."""
        rows = [{**row, "receipt": self.receipt.digest} for row in self.sheets()["plan"]]
        made = io.StringIO()
        writer = csv.DictWriter(made, list(rows[0]) if rows else ["year", "receipt"])
        writer.writeheader()
        writer.writerows(rows)
        return made.getvalue().encode("utf-8-sig")


def planned(case: OffsetCase, at: AsOf) -> Planned:
    """Plans a case under the law of a day."""
    days = calendar()
    made = plan(case, at, days)
    return Planned(
        case, made, outlook(case, made, at, days), scenarios(case, at, days), receipt_of(case, made, at, days)
    )


def _value(value: Any) -> Any:
    return {"zh": value.zh, "en": value.en} if isinstance(value, Text) else value


def _values(rows: tuple[dict[str, object], ...]) -> list[dict[str, Any]]:
    return [{key: _value(value) for key, value in row.items()} for row in rows]


def _said(rows: tuple[dict[str, object], ...]) -> list[dict[str, Any]]:
    return [{k: v.say(lang()) if isinstance(v, Text) else v for k, v in row.items()} for row in rows]
