"""What was understood of a file, shown before anything is calculated: columns, units, what was left aside, and the first refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..core.errors import BadInput, CcerError
from ..core.text import Text
from . import meters, words
from .calibration import read_calibrations
from .columns import Table, Units, understand
from .fields import Field, Kind, kinds, plain
from .headings import Column
from .laboratory import read_soil
from .parcels import Parcels, read_parcels
from .plots import read_plots, read_trees
from .preview_said import said_of
from .sheet import Sheet, refuse
from .spreadsheet import read_sheets
from .survey import KINDS as SURVEY
from .survey import read_survey
from .vector import READERS as OUTLINES
from .vouchers import read_vouchers

METERS: Final = "meters"
IN_CELLS: Final = Text("写在格内", "in the cells")
_READERS: Final[dict[str, Callable[[Path, Units], Any]]] = {
    "plots": read_plots,
    "trees": lambda path, units: read_trees(path, None, units),
    "soil": read_soil,
    "calibration": read_calibrations,
    "vouchers": read_vouchers,
}


class SheetPreview(NamedTuple):
    """One sheet: its header, the meaning of each column, how many rows; ``missing`` where it cannot be used."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    rows: int
    missing: tuple[Text, ...]
    notes: tuple[Text, ...]
    kind: Kind

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings of columns that were left aside."""
        return tuple(column.heading for column in self.columns if not column.field and column.heading)


class Preview(NamedTuple):
    """A file as it was understood.

    Parameters
    ----------
    source : str
    kind : Kind
        The one that fits best; each sheet has its own.
    sheets : tuple of SheetPreview
    unread : tuple of str
        Sheets that are not used: no row of them is the header of a table that can be read.
    parcels : Parcels or None
    refusal : CcerError or None
        What stops the file from being used, the first of it.
    said : tuple of Text
        How much there is of what, and what was converted on the way.
    """

    source: str
    kind: Kind
    sheets: tuple[SheetPreview, ...] = ()
    unread: tuple[str, ...] = ()
    parcels: Parcels | None = None
    refusal: CcerError | None = None
    said: tuple[Text, ...] = ()

    @property
    def usable(self) -> bool:
        return self.refusal is None


def all_kinds(quantities: meters.Quantities = ()) -> dict[str, Kind]:
    """Every kind of sheet a preview can look for, readings of meters (or of the quantities of a methodology) first."""
    return {METERS: _readings(quantities), **kinds()}


def preview(
    path: Path | str,
    kind: str | None = None,
    units: Units | None = None,
    crs: str = "",
    sheet: str = "",
    quantities: meters.Quantities = (),
) -> Preview:
    """What a file holds.

    Parameters
    ----------
    path : Path
    kind : str, optional
        One of `all_kinds`; the one that fits best where none is given.
    units : dict, optional
        Units of columns whose heading has none.
    crs : str
        Coordinate system of parcels whose file names none.
    sheet : str
        The one with the readings, where a workbook has several.
    quantities : tuple of Measured
        What a methodology monitors, for readings of its quantities.

    Raises
    ------
    BadInput
        If it is no file that can be opened, or nothing in it was understood.
    """
    file = Path(path)
    if file.suffix.casefold() in OUTLINES:
        return _outlines(Preview(file.name, kinds()["parcels"]), file, units, crs)
    sheets = read_sheets(file)
    every = all_kinds(quantities)
    given = every[kind] if kind else None
    nearest = given or _best(sheets, units, file.name, every)
    shown, unread, refusal = [], [], None
    for page in sheets:
        chosen = given or _best_of(page, units, every) or nearest
        try:
            table = understand(page, chosen, units)
        except BadInput as error:
            refusal = refusal or error
            continue
        if table is None:
            unread.append(page.name)
        else:
            shown.append(_shown(table))
    if any(not one.missing for one in shown):
        unread += [one.sheet for one in shown if one.missing]
        shown = [one for one in shown if not one.missing]
    found = Preview(file.name, nearest, tuple(shown), tuple(unread), None, refusal)
    held = {one.kind.name for one in shown} or {nearest.name}
    if held == {"parcels"}:
        return _outlines(found, file, units, crs)
    if refusal:
        return found
    try:
        read = _reader(held, file, units or {}, crs, sheet, quantities)()
    except CcerError as error:
        return found._replace(refusal=error)
    told = {note for one in shown for note in one.notes}
    return found._replace(said=tuple(line for line in said_of(read) if line not in told))


def _reader(
    held: set[str], file: Path, units: Units, crs: str, sheet: str, quantities: meters.Quantities
) -> Callable[[], Any]:
    """What reads the kinds that a file holds; kinds of a survey are read together, held against each other."""
    if METERS in held:
        return lambda: meters.read_readings(file, quantities=quantities, sheet=sheet)
    if len(held) > 1 and held <= set(SURVEY):
        return lambda: read_survey(file, crs=crs, units=units)
    return lambda: [_READERS[name](file, units) for name in sorted(held) if name in _READERS]


def _outlines(found: Preview, file: Path, units: Units | None, crs: str) -> Preview:
    try:
        return found._replace(parcels=read_parcels(file, crs=crs, units=units))
    except CcerError as error:
        return found._replace(refusal=error)


def _best_of(sheet: Sheet, units: Units | None, every: dict[str, Kind]) -> Kind | None:
    """The kind of which one sheet is a whole table, with the most columns understood."""
    found = []
    for kind in every.values():
        try:
            table = understand(sheet, kind, units)
        except BadInput:
            continue
        if table is not None and not kind.missing(table.fields):
            found.append((len(table.fields), kind))
    return max(found, key=lambda item: item[0])[1] if found else None


def _shown(table: Table) -> SheetPreview:
    lacking = []
    for group in table.kind.missing(table.fields):
        titles = [table.kind.fields[name].title for name in group]
        lacking.append(Text(" / ".join(t.zh for t in titles), " / ".join(t.en for t in titles)))
    columns = tuple(
        column._replace(declared=IN_CELLS)
        if column.unit is None and table.stated_in_cells(column)
        else column
        for column in table.columns
    )
    rows = len(table.body)
    return SheetPreview(
        table.sheet.name, table.header_row, columns, rows, tuple(lacking), table.notes, table.kind
    )


def _best(sheets: tuple[Sheet, ...], units: Units | None, source: str, every: dict[str, Kind]) -> Kind:
    """The kind whose header is whole and has the most columns understood; else the one that comes nearest."""
    ranked = []
    for kind in every.values():
        for sheet in sheets:
            try:
                table = understand(sheet, kind, units)
            except BadInput:
                ranked.append((1, 0, kind))
                continue
            if table is not None:
                lacking = len(kind.missing(table.fields))
                ranked.append((2 if not lacking else 0, len(table.fields) - lacking, kind))
    if not ranked:
        titles = [kind.title for kind in every.values()]
        why = Text("没有一行像是表头", "no row of it looks like a header")
        zh, en = "、".join(t.zh for t in titles), ", ".join(t.en for t in titles)
        advice = Text(
            f"可读的表：{zh}；方法学自己的量（气体组分、称量等）加 --methodology 代码",
            f"what can be read: {en}; for quantities of a methodology (gas, weighings) add --methodology CODE",
        )
        raise refuse(source, why, advice)
    return max(ranked, key=lambda item: item[:2])[2]


def _readings(quantities: meters.Quantities) -> Kind:
    """Readings of meters as a kind; their words are those of their own reader, and of a methodology's quantities."""
    also: dict[str, list[str]] = {}
    for word, name in words.columns().items():
        also.setdefault(name, []).append(word)
    also.update(
        {
            name: [word for word, side in words.directions().items() if side == name]
            for name in ("export", "import")
        }
    )
    fields = {
        name: Field(name, _title(name, known), frozenset(map(plain, (name, *known))), None, False, None)
        for name, known in also.items()
    }
    sides = {one.name: (one.title.zh, one.title.en, one.name, *one.words) for one in quantities}
    fields.update(
        {
            name: Field(name, Text(said[0], said[1]), frozenset(map(plain, said)), None, False, None)
            for name, said in sides.items()
        }
    )
    title = Text("计量读数表", "table of meter readings")
    side = ("export", "import", *sides)
    need = (("month",), ("point",), ("direction", *side), ("value", "register", *side))
    return Kind(METERS, title, fields, need)


def _title(name: str, known: list[str]) -> Text:
    return Text(next((word for word in known if not word.isascii()), name), name)
