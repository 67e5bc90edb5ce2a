"""Which row of a sheet is its header, what each column means, and in which unit it is: found, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from .fields import FieldUnit, Kind, is_blank, is_total, kinds, near, plain, unit_of, unit_word, units
from .records import Record
from .sheet import Line, Sheet, refuse
from .sizes import size_of

LOOKED_AT: Final = 40
"""Rows in which a header is looked for."""
EXAMPLES: Final = 3
_DIGITS: Final = re.compile(r"[-+\d.,\s]+")
_BRACKETS: Final = re.compile(r"(.*?)[（(\[【{](.*?)[）)\]】}](.*)")

Units = Mapping[str, str]
"""Field -> unit, declared by the user for columns whose heading has none."""


class Column(NamedTuple):
    """One column of a sheet and what was understood.

    Parameters
    ----------
    position : int
        From 0.
    heading : str
    field : str
        Name of the field, empty where the column is ignored.
    unit : FieldUnit or None
    declared : Text or None
        Where the unit was stated.
    examples : tuple of str
    """

    position: int
    heading: str
    field: str
    unit: FieldUnit | None = None
    declared: Text | None = None
    examples: tuple[str, ...] = ()


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
        for line in self.body:
            at = {name: (line.number, column.position) for name, column in known.items()}
            yield Record(
                self.sheet.source,
                self.sheet.name,
                line.number,
                self.kind,
                {name: line.cell(column.position) for name, column in known.items()},
                headings,
                in_units,
                {name: self.sheet.merged[place] for name, place in at.items() if place in self.sheet.merged},
                frozenset(name for name, place in at.items() if place in self.sheet.stale),
            )

    def stated_in_cells(self, column: Column) -> bool:
        """True when every cell of the column that holds something brings its own unit."""
        held = [text for line in self.body if not is_blank(text := line.cell(column.position))]
        return bool(held) and all(unit_of(_DIGITS.sub("", text)) or size_of(text) for text in held)

    def _check_unit(self, column: Column) -> None:
        field = self.kind.fields[column.field]
        bare = field.unit is not None and column.unit is None and not self.stated_in_cells(column)
        if bare and field.unit and not (self.kind.name == "vouchers" and "unit" in self.fields):
            usable = [unit.name for unit in dict.fromkeys(units().values()) if unit.of == field.unit.of]
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
    found = _header(sheet, kind)
    if found is None:
        return None
    position, columns = found
    header, rest = sheet.lines[position], sheet.lines[position + 1 :]
    if kind.missing(column.field for column in columns):
        return Table(kind, sheet, header.number, tuple(columns), (), sheet.notes)
    _check_twice(sheet, header.number, columns)
    if rest and (row_units := _units_row(rest[0])):
        columns = [_from_row(column, row_units) for column in columns]
        rest = rest[1:]
    columns = [_declared(sheet, kind, column, declared or {}) for column in columns]
    body, notes = _body(sheet, header, rest, columns)
    columns = [column._replace(examples=_examples(body, column.position)) for column in columns]
    return Table(kind, sheet, header.number, tuple(columns), body, (*sheet.notes, *notes))


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


def meaning(heading: str, kind: Kind) -> tuple[str, FieldUnit | None]:
    """Field a heading names, empty where none, and the unit it states."""
    name, unit = _bare(heading)
    for field in kind.fields.values():
        if plain(name) in field.also or plain(heading) in field.also:
            return field.name, unit
    for word, known in sorted(units().items(), key=lambda item: -len(item[0])):
        front = unit_word(heading).removesuffix(word)
        if front and front != unit_word(heading):
            for field in kind.fields.values():
                if plain(front.rstrip("/_-,，")) in field.also and (
                    field.unit is None or field.unit.of == known.of
                ):
                    return field.name, known
    return "", None


def _bare(heading: str) -> tuple[str, FieldUnit | None]:
    """A heading without what stands in brackets, and the unit among that."""
    found = _BRACKETS.fullmatch(heading.replace("\n", " "))
    if not found:
        front, slash, back = heading.partition("/")
        unit = unit_of(back) if slash else None
        return (front, unit) if unit else (heading, None)
    return f"{found[1]} {found[3]}".strip(), unit_of(found[2])


def _header(sheet: Sheet, kind: Kind) -> tuple[int, list[Column]] | None:
    """Position of the row whose cells name the most fields; of two alike the lower, as in a header of two rows."""
    best: tuple[int, int, list[Column]] | None = None
    for position, line in enumerate(sheet.lines[:LOOKED_AT]):
        columns = [Column(index, cell, *meaning(cell, kind)) for index, cell in enumerate(line.cells)]
        score = len({column.field for column in columns if column.field})
        near_best = best is not None and score == best[0] and position == best[1] + 1
        if score >= 2 and (best is None or score > best[0] or near_best):
            best = (score, position, columns)
    if best is None:
        return None
    in_heading = Text("表头", "heading")
    return best[1], [c._replace(declared=in_heading) if c.unit else c for c in best[2]]


def _check_twice(sheet: Sheet, row: int, columns: list[Column]) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        other = seen.setdefault(column.field, column)
        if column.field and other is not column:
            why = Text(
                f"第 {row} 行“{other.heading}”与“{column.heading}”是同一列",
                f"row {row}: “{other.heading}” and “{column.heading}” mean the same column",
            )
            advice = Text("只留一列，或改名", "keep one of them, or rename the other")
            raise refuse(sheet.source, why, advice, sheet.name)


def _units_row(line: Line) -> dict[int, FieldUnit]:
    """Units by column where a row holds nothing but units."""
    written = {index: cell.strip("（）()[]【】 ") for index, cell in enumerate(line.cells) if cell}
    found = {index: unit for index, cell in written.items() if (unit := unit_of(cell)) is not None}
    return found if len(found) == len(written) else {}


def _from_row(column: Column, row_units: dict[int, FieldUnit]) -> Column:
    if column.unit is None and column.position in row_units:
        return column._replace(unit=row_units[column.position], declared=Text("单位行", "row of units"))
    return column


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
    sheet: Sheet, header: Line, rest: tuple[Line, ...], columns: list[Column]
) -> tuple[tuple[Line, ...], list[Text]]:
    """Rows of observations: repeated headers and sums are left out and said."""
    key = next((column.position for column in columns if column.field), 0)
    used = [column.position for column in columns if column.field]
    body, again, sums = [], [], []
    for line in rest:
        _check_width(sheet, header, line)
        if line.cells == header.cells:
            again.append(line.number)
        elif is_total(line.cell(key)):
            sums.append(line.number)
        elif any(line.cell(index) for index in used) or any((line.number, i) in sheet.stale for i in used):
            body.append(line)
    notes = []
    for numbers, text in (
        (again, Text("重复的表头", "repeated headers")),
        (sums, Text("合计行", "rows of sums")),
    ):
        if numbers:
            listed = ", ".join(map(str, numbers))
            notes.append(text + Text(f"没有读取：第 {listed} 行", f" were not read: {listed}"))
    return tuple(body), notes


def _check_width(sheet: Sheet, header: Line, line: Line) -> None:
    """In CSV every row has as many cells as the header; a workbook leaves empty cells out."""
    if sheet.name or len(line.cells) == len(header.cells):
        return
    if len(line.cells) > len(header.cells):
        why = Text(
            f"第 {line.number} 行有 {len(line.cells)} 格，多于表头的 {len(header.cells)} 格",
            f"row {line.number} has {len(line.cells)} cells, more than the {len(header.cells)} of the header",
        )
        raise refuse(sheet.source, why, Text("含逗号的内容加引号", "put what holds a comma in quotes"))
    why = Text(
        f"第 {line.number} 行只有 {len(line.cells)} 格，少于表头的 {len(header.cells)} 格",
        f"row {line.number} has only {len(line.cells)} cells, fewer than the {len(header.cells)} of the header",
    )
    raise refuse(sheet.source, why, Text("补齐缺少的格", "add the missing cells"))


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
    if alike:
        advice += Text(f"；相近的列：{'、'.join(alike)}", f"; columns that look alike: {', '.join(alike)}")
    return refuse(source, why, advice, best.sheet.name)


def _asked(kind: Kind, groups: tuple[tuple[str, ...], ...]) -> Text:
    zh = "、".join("/".join(_name(kind, name).zh for name in group) for group in groups)
    en = ", ".join(" or ".join(_name(kind, name).en for name in group) for group in groups)
    return Text(f"表头应有：{zh}", f"the header needs: {en}")


def _name(kind: Kind, field: str) -> Text:
    return kind.fields[field].title
