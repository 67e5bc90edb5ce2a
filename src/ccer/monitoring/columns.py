"""Which row of a sheet is its header, what each column means, and in which unit it is: found, never guessed."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from .fields import Kind, is_blank, is_remark, is_total, kinds, marks, near, unit_of, units
from .headings import LOOKED_AT, Column, Header, Label, find_header, from_row, labels, units_row
from .records import Record
from .sheet import Line, Sheet, refuse
from .sizes import size_of

EXAMPLES: Final = 3
MOST_ACROSS: Final = 3
"""So many headings that are numbers are records set side by side."""
MOST_LISTED: Final = 12
"""Row numbers a note lists."""
_LEFT: Final = {
    "heads": Text("重复的表头", "repeated headers"),
    "sums": Text("合计行", "rows of sums"),
    "remarks": Text("表下的说明", "remarks below the table"),
}
ABOVE: Final = Text("写在表的上方", "written above the table")

Units = Mapping[str, str]
"""Field -> unit, declared by the user for columns whose heading has none."""


class Table(NamedTuple):
    """A sheet understood."""

    kind: Kind
    sheet: Sheet
    header_row: int
    columns: tuple[Column, ...]
    body: tuple[Line, ...]
    notes: tuple[Text, ...]

    @property
    def fields(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns if column.field}

    def records(self) -> Iterator[Record]:
        """Rows with their columns named.

        Raises
        ------
        BadInput
            If a column that holds a quantity has no unit.
        """
        known = self.fields
        headings = {name: column.heading for name, column in known.items()}
        in_units = {name: column.unit for name, column in known.items() if column.unit is not None}
        for column in known.values():
            self._check_unit(column)
        at = [(name, column.position) for name, column in known.items()]
        merged, stale = self.sheet.merged, self.sheet.stale
        for line in self.body:
            number, cells = line.number, line.cells
            yield Record(
                self.sheet.source,
                self.sheet.name,
                number,
                self.kind,
                {name: cells[n] if n < len(cells) else "" for name, n in at},
                headings,
                in_units,
                {name: merged[number, n] for name, n in at if (number, n) in merged} if merged else {},
                frozenset(name for name, n in at if (number, n) in stale) if stale else frozenset(),
            )

    def stated_in_cells(self, column: Column) -> bool:
        """True when every cell of the column that holds something brings its own unit."""
        held, bare = self._bare_cells(column)
        return held and bare is None

    def _bare_cells(self, column: Column) -> tuple[bool, tuple[int, str] | None]:
        """Whether any cell brings its unit, and the first that does not."""
        held, bare = False, None
        for line in self.body:
            if is_blank(text := line.cell(column.position)):
                continue
            if unit_of(_figures().sub("", text)) or size_of(text):
                held = True
            elif bare is None:
                bare = line.number, text
        return held, bare

    def _check_unit(self, column: Column) -> None:
        field = self.kind.fields[column.field]
        if field.unit is None or column.unit is not None:
            return
        held, bare = self._bare_cells(column)
        if (held and bare is None) or (self.kind.name == "vouchers" and "unit" in self.fields):
            return
        own = field.unit
        others = [u for u in dict.fromkeys(units().values()) if u.of == own.of and u != own]
        usable = [own.name, *(unit.name for unit in others)]
        if held and bare:
            why = Text(
                f"“{column.heading}”的单位写在各格里，第 {bare[0]} 行“{bare[1]}”认不出单位",
                f"the units of “{column.heading}” stand in its cells, and that of “{bare[1]}” in row {bare[0]} was not understood",
            )
        else:
            why = Text(
                f"第 {self.header_row} 行“{column.heading}”没有写单位",
                f"row {self.header_row}: “{column.heading}” has no unit",
            )
        advice = Text(
            f"在表头写单位，例如“{column.heading}({usable[0]})”，或声明 {field.name}=单位；可用：{'、'.join(usable)}",
            f"write it in the heading, e.g. “{column.heading}({usable[0]})”, or declare {field.name}=UNIT; known: {', '.join(usable)}",
        )
        raise refuse(self.sheet.source, why, advice, self.sheet.name)


def understand(sheet: Sheet, kind: Kind, declared: Units | None = None) -> Table | None:
    """The sheet as a table of a kind, or None where no row looks like its header; without rows where the header lacks a column.

    Raises
    ------
    BadInput
        If a column stands there twice, a declared unit does not fit, or a row has more or fewer cells than the header.
    """
    header = find_header(sheet, kind)
    if header is None:
        return _form(sheet, kind, declared or {})
    columns = header.columns
    beside = labels(sheet.lines[: header.start - len(header.lines)], kind) if sheet.lines else {}
    named = {column.field for column in columns if column.field}
    missing = {name for group in kind.missing(named) for name in group}
    constant = {field: label for field, label in beside.items() if field in missing or field == "date"}
    constant = {field: label for field, label in constant.items() if field not in named}
    if kind.missing({*named, *constant}):
        return Table(kind, sheet, header.row, columns, (), sheet.notes)
    _check_twice(sheet, header.row, columns)
    rest = sheet.lines[header.start :]
    if rest and (row_units := units_row(rest[0])):
        columns = tuple(from_row(column, row_units) for column in columns)
        rest = rest[1:]
    columns = tuple(_declared(sheet, kind, column, declared or {}) for column in columns)
    body, notes = _body(sheet, kind, header, rest, columns)
    if constant:
        columns, body = _with_labels(columns, body, constant, max(header.width, len(columns)))
    columns = tuple(column._replace(examples=_examples(body, column.position)) for column in columns)
    return Table(kind, sheet, header.row, columns, body, (*sheet.notes, *notes))


def _form(sheet: Sheet, kind: Kind, declared: Units) -> Table | None:
    """A sheet whose labels above the table make one row of a kind: the head of a field form, one sheet a plot."""
    found = labels(sheet.lines[:LOOKED_AT], kind)
    if not found or kind.missing(found):
        return None
    columns = tuple(
        _declared(sheet, kind, Column(n, one.heading, field, one.unit, ABOVE, (one.text,)), declared)
        for n, (field, one) in enumerate(found.items())
    )
    row = max(one.row for one in found.values())
    line = Line(row, tuple(one.text for one in found.values()))
    return Table(kind, sheet, row, columns, (line,), sheet.notes)


def _with_labels(
    columns: tuple[Column, ...], body: tuple[Line, ...], constant: Mapping[str, Label], width: int
) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    """The table with a column for each value that stands once above it."""
    more = [
        Column(width + n, one.heading, field, one.unit, ABOVE)
        for n, (field, one) in enumerate(constant.items())
    ]
    texts = tuple(one.text for one in constant.values())
    lines = tuple(
        line._replace(cells=(*line.cells, *("",) * (width - len(line.cells)), *texts)) for line in body
    )
    return (*columns, *more), lines


def read_tables(
    sheets: tuple[Sheet, ...], kind_name: str, declared: Units | None = None
) -> tuple[Table, ...]:
    """Every sheet of a file that is a table of the kind.

    Raises
    ------
    BadInput
        If none is; it names the sheet that comes nearest and what it lacks.
    """
    kind = kinds()[kind_name]
    tables = [table for sheet in sheets if (table := understand(sheet, kind, declared)) is not None]
    whole = [table for table in tables if not kind.missing(table.fields)]
    if not whole:
        raise _lacking(sheets, kind, tables)
    for table in whole:
        if not table.body:
            why = Text(
                f"第 {table.header_row} 行表头以下没有数据",
                f"there are no rows under the header in row {table.header_row}",
            )
            raise refuse(
                table.sheet.source,
                why,
                Text("核对是否发错了文件", "check that it is the right file"),
                table.sheet.name,
            )
    return tuple(whole)


def _check_twice(sheet: Sheet, row: int, columns: Iterable[Column]) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        other = seen.setdefault(column.field, column)
        if column.field and other is not column:
            why = Text(
                f"第 {row} 行 {_letter(other)} 列“{other.heading}”与 {_letter(column)} 列“{column.heading}”是同一列",
                f"row {row}: “{other.heading}” in column {_letter(other)} and “{column.heading}” in {_letter(column)} mean the same column",
            )
            advice = Text(
                "只留一列，或改名；几棵树并排的，改成一行一株",
                "keep one of them, or rename the other; where records stand side by side give each a row",
            )
            raise refuse(sheet.source, why, advice, sheet.name)


def _declared(sheet: Sheet, kind: Kind, column: Column, declared: Units) -> Column:
    """The column with the unit declared for it, or the one that goes without saying."""
    field = kind.fields.get(column.field)
    if field is None or field.unit is None:
        return column._replace(unit=None, declared=None)
    word = declared.get(field.name)
    unit = unit_of(word) if word else None
    if word and (unit is None or unit.of != field.unit.of):
        why = Text(
            f"声明的单位 {field.name}={word} 不能用于“{column.heading}”",
            f"the declared unit {field.name}={word} does not fit “{column.heading}”",
        )
        raise refuse(
            sheet.source,
            why,
            Text(f"应可换算为 {field.unit.name}", f"it must convert to {field.unit.name}"),
            sheet.name,
        )
    if unit is not None:
        if column.unit is not None and column.unit != unit:
            why = Text(
                f"“{column.heading}”写的单位与声明的 {word} 不同",
                f"“{column.heading}” states another unit than the declared {word}",
            )
            raise refuse(
                sheet.source,
                why,
                Text("去掉声明，或改表头", "drop the declaration, or change the heading"),
                sheet.name,
            )
        return column._replace(unit=unit, declared=Text("声明", "declared"))
    sides = field.unit.of == "area" and column.unit is not None and column.unit.of == "length"
    if column.unit is not None and column.unit.of != field.unit.of and field.name != "slope" and not sides:
        why = Text(
            f"“{column.heading}”的单位 {column.unit.name} 不是{field.title.zh}的单位",
            f"{column.unit.name} in “{column.heading}” is no unit of {field.title.en}",
        )
        raise refuse(sheet.source, why, Text("核对表头", "check the heading"), sheet.name)
    if column.unit is None and field.given:
        return column._replace(unit=field.unit, declared=Text("惯例", "by custom"))
    return column


def _body(
    sheet: Sheet, kind: Kind, header: Header, rest: tuple[Line, ...], columns: tuple[Column, ...]
) -> tuple[tuple[Line, ...], list[Text]]:
    """Rows of observations: repeated headers, sums and remarks are left out and said."""
    used = [column.position for column in columns if column.field]
    texts = [column.position for column in columns if column.field and column.unit is None]
    heads = {line.cells for line in header.lines}
    body: list[Line] = []
    left: dict[str, list[int]] = {"heads": [], "sums": [], "remarks": []}
    for line in rest:
        first = next((cell for cell in line.cells if cell), "")
        if line.cells in heads:
            left["heads"].append(line.number)
        elif is_total(first) or any(is_total(line.cell(index)) for index in texts):
            left["sums"].append(line.number)
        elif is_remark(first) and _is_short(line, kind, columns):
            left["remarks"].append(line.number)
        else:
            _check_width(sheet, header, line)
            stale = sheet.stale and any((line.number, i) in sheet.stale for i in used)
            if stale or any(line.cell(index) for index in used):
                body.append(line)
    return tuple(body), [_LEFT[name] + _listed(numbers) for name, numbers in left.items() if numbers]


def _listed(numbers: list[int]) -> Text:
    shown = ", ".join(map(str, numbers[:MOST_LISTED])) + (" …" if len(numbers) > MOST_LISTED else "")
    return Text(f"没有读取：第 {shown} 行", f" were not read: {shown}")


def _is_short(line: Line, kind: Kind, columns: Iterable[Column]) -> bool:
    """True where a column that is needed is empty, as beside a remark below the table."""
    named = {column.field: column.position for column in columns if column.field}
    groups = [[named[field] for field in group if field in named] for group in kind.need]
    return any(group and not any(line.cell(index) for index in group) for group in groups)


def _check_width(sheet: Sheet, header: Header, line: Line) -> None:
    """In CSV every row has as many cells as the header; a workbook leaves empty cells out."""
    if sheet.name or len(line.cells) == header.width:
        return
    if len(line.cells) > header.width:
        why = Text(
            f"第 {line.number} 行有 {len(line.cells)} 格，多于表头的 {header.width} 格",
            f"row {line.number} has {len(line.cells)} cells, more than the {header.width} of the header",
        )
        raise refuse(sheet.source, why, Text("含逗号的内容加引号", "put what holds a comma in quotes"))
    why = Text(
        f"第 {line.number} 行只有 {len(line.cells)} 格，少于表头的 {header.width} 格",
        f"row {line.number} has only {len(line.cells)} cells, fewer than the {header.width} of the header",
    )
    raise refuse(sheet.source, why, Text("补齐缺少的格", "add the missing cells"))


@functools.cache
def _figures() -> re.Pattern[str]:
    """A figure, or two with what stands between the ends of a range."""
    between = "".join(word for word in marks("range") if len(word) == 1)
    return re.compile(rf"[+±\d.,\s{re.escape(between)}]+")


def _letter(column: Column) -> str:
    """The letter a spreadsheet shows for a column."""
    high, low = divmod(column.position, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _examples(body: tuple[Line, ...], index: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.cell(index) for line in body[:200] if line.cell(index)))[:EXAMPLES]


def _lacking(sheets: tuple[Sheet, ...], kind: Kind, tables: list[Table]) -> BadInput:
    source = sheets[0].source if sheets else ""
    if not tables:
        why = Text(
            f"前 {LOOKED_AT} 行里没有{kind.title.zh}的表头",
            f"none of the first {LOOKED_AT} rows is the header of a {kind.title.en}",
        )
        return refuse(source, why, _asked(kind, kind.need), sheets[0].name if len(sheets) == 1 else "")
    best = max(tables, key=lambda table: len(table.fields))
    groups = kind.missing(best.fields)
    lacking = [" / ".join(_name(kind, name).zh for name in group) for group in groups]
    english = [" / ".join(_name(kind, name).en for name in group) for group in groups]
    why = Text(
        f"第 {best.header_row} 行表头缺少：{'、'.join(lacking)}",
        f"the header in row {best.header_row} lacks: {', '.join(english)}",
    )
    ignored = [column.heading for column in best.columns if not column.field and column.heading]
    wanted = [
        title for group in groups for name in group for title in (_name(kind, name).zh, _name(kind, name).en)
    ]
    alike = [f"{heading} ≈ {match[0]}" for heading in ignored if (match := near(heading, wanted, 1))]
    advice = _asked(kind, tuple(groups))
    across = [heading for heading in ignored if _figures().fullmatch(heading)]
    if len(across) >= MOST_ACROSS:
        why = Text(
            f"第 {best.header_row} 行表头里有数字 {'、'.join(across)}，像是径阶或年份横排",
            f"the header in row {best.header_row} holds the numbers {', '.join(across)}: classes or years side by side",
        )
        advice = (
            Text("改成一行一个径阶（或年份）", "give each class (or year) a row") + Text("；", "; ") + advice
        )
    if alike:
        advice += Text(f"；相近的列：{'、'.join(alike)}", f"; columns that look alike: {', '.join(alike)}")
    return refuse(source, why, advice, best.sheet.name)


def _asked(kind: Kind, groups: tuple[tuple[str, ...], ...]) -> Text:
    zh = "、".join("/".join(_name(kind, name).zh for name in group) for group in groups)
    en = ", ".join(" or ".join(_name(kind, name).en for name in group) for group in groups)
    return Text(f"表头应有：{zh}", f"the header needs: {en}")


def _name(kind: Kind, field: str) -> Text:
    return kind.fields[field].title
