"""``ccer data preview FILE``: what was understood of a file of field data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import BAD, lang, leave, of, print_json, report, say, shared
from .data_sample import sample
from .show import heading

if TYPE_CHECKING:
    from ..monitoring.headings import Column
    from ..monitoring.meters import Quantities
    from ..monitoring.parcels import Parcels
    from ..monitoring.preview import Preview, SheetPreview

KINDS = ("plots", "trees", "parcels", "soil", "meters", "calibration", "vouchers")
MOST_SHOWN = 20


@click.group(
    help=say(
        "现场数据：查看文件被读成了什么，设计抽样并布设样地",
        "field data: see what a file is read as, design the sampling and place the plots",
    )
)
def command() -> None:
    """Commands on files of field data."""


command.add_command(sample)


@command.command(
    "preview",
    help=say(
        "显示从 FILE 中认出的工作表、列、单位和地块，以及没有读取的内容；不能使用的退出码为 2。",
        "Show which sheets, columns, units and parcels of FILE were understood and what was not read; exit code 2 if it cannot be used.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help=say("数据种类，默认自动识别", "kind of data, found by itself otherwise"),
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    help=say(
        "声明没有写单位的列，如 dbh=cm，可多次",
        "unit of a column that states none, e.g. dbh=cm; may be repeated",
    ),
)
@click.option(
    "--sheet",
    default="",
    help=say("读数所在的工作表（有多张时）", "sheet with the readings, where there are several"),
)
@click.option(
    "--methodology",
    help=say(
        "方法学代码：按它监测的量核对读数",
        "code of a methodology: readings are checked against its quantities",
    ),
)
@click.option(
    "--crs",
    default="",
    help=say(
        "文件没有写的坐标系，如 EPSG:4490", "coordinate system where the file names none, e.g. EPSG:4490"
    ),
)
@shared
def preview_file(
    file: Path,
    kind: str | None,
    units: tuple[str, ...],
    sheet: str,
    methodology: str | None,
    crs: str,
    as_json: bool,
) -> None:
    """Preview of one file."""
    from ..monitoring.preview import METERS, preview

    quantities: Quantities = ()
    if methodology:
        from ..compute.quantities import measured_of
        from ..methodologies import load

        quantities = measured_of(load(methodology).plan)
    found = preview(file, kind, _declared(units), crs, sheet, quantities)
    if as_json:
        print_json(_plain(found))
    else:
        _show(found)
    if found.refusal is not None:
        if not as_json:
            click.echo()
            report(found.refusal, as_json=False)
            if found.kind.name == METERS and not methodology:
                hint = say(
                    "如果是某方法学自己的量，加 --methodology 代码再看",
                    "if these are quantities of a methodology, look again with --methodology CODE",
                )
                click.secho(hint, dim=True)
        leave(BAD)


def _declared(units: tuple[str, ...]) -> dict[str, str]:
    from ..core.errors import BadInput
    from ..core.text import Text

    declared = {}
    for written in units:
        name, mark, unit = written.partition("=")
        if not (mark and name.strip() and unit.strip()):
            raise BadInput(
                what=Text(f"单位声明“{written}”无法使用", f"the unit “{written}” cannot be used"),
                why=Text("须写成 列=单位", "it is written COLUMN=UNIT"),
                next=Text("例如 --unit dbh=cm", "e.g. --unit dbh=cm"),
            )
        declared[name.strip()] = unit.strip()
    return declared


def _show(found: Preview) -> None:
    kinds = dict.fromkeys(sheet.kind.title for sheet in found.sheets)
    titles = [of(title) for title in kinds]
    if not titles:
        titles = [say("地块", "parcels") if found.parcels else of(found.kind.title)]
    heading(f"{found.source} · {say('、', ', ').join(titles)}")
    for sheet in found.sheets:
        _show_sheet(sheet, alone=len(kinds) == 1)
    if found.unread and any(found.unread):
        listed = say("、", ", ").join(found.unread)
        click.secho(
            f"  {say('没有读取的工作表', 'sheets that are not used')}{say('：', ': ')}{listed}", dim=True
        )
    if found.parcels is not None:
        _show_parcels(found.parcels)
    for line in found.said:
        click.echo(f"  {of(line)}")
    if found.usable:
        click.secho(f"  ✓ {say('可以使用', 'can be used')}", fg="green")


def _show_sheet(sheet: SheetPreview, alone: bool) -> None:
    name = f"{say('工作表', 'sheet')} {sheet.sheet} · " if sheet.sheet else ""
    if not alone:
        name += f"{of(sheet.kind.title)} · "
    rows = say(
        f"表头在第 {sheet.header_row} 行，{sheet.rows:,} 行数据",
        f"header in row {sheet.header_row}, {sheet.rows:,} rows",
    )
    click.echo(f"  {name}{rows}")
    for column in sheet.columns:
        if column.field:
            click.echo(f"    {_column(column, sheet)}")
    if sheet.ignored:
        click.secho(
            f"    {say('忽略的列', 'columns left aside')}{say('：', ': ')}{say('、', ', ').join(sheet.ignored)}",
            dim=True,
        )
    for missing in sheet.missing:
        click.secho(f"    {say('缺少', 'missing')}{say('：', ': ')}{of(missing)}", fg="red")
    for note in sheet.notes:
        click.secho(f"    {of(note)}", fg="yellow")


def _column(column: Column, sheet: SheetPreview) -> str:
    field = sheet.kind.fields[column.field]
    unit = ""
    if field.unit is not None:
        stated = of(column.declared) if column.declared else say("没有写单位", "no unit")
        if column.unit and column.declared:
            stated = f"{column.unit.name}{say('，', ', ')}{stated}"
        unit = f" [{stated}]"
    elif column.declared:
        unit = f" [{of(column.declared)}]"
    examples = say("，例如 ", ", e.g. ") + say("、", ", ").join(column.examples) if column.examples else ""
    return f"“{column.heading}” → {of(field.title)}{unit}{examples}"


def _show_parcels(parcels: Parcels) -> None:
    click.echo(f"  {say('坐标系', 'CRS')}{say('：', ': ')}{of(parcels.system)}")
    for parcel in parcels.parcels[:MOST_SHOWN]:
        layer = f" · {parcel.stratum}" if parcel.stratum else ""
        stated = ""
        if parcel.stated_ha is not None:
            error = parcel.stated_ha / parcel.measured_ha - 1
            stated = say(
                f"；申报 {parcel.stated_ha:,.4f} ha，误差 {error:+.2%}",
                f"; stated {parcel.stated_ha:,.4f} ha, error {error:+.2%}",
            )
        click.echo(
            f"    {parcel.name}{layer}  {parcel.measured_ha:,.4f} ha = {parcel.measured_mu:,.2f} {say('亩', 'mu')}{stated}"
        )
    if len(parcels.parcels) > MOST_SHOWN:
        click.echo("    …")
    total = say(f"合计 {len(parcels.parcels)} 个地块", f"{len(parcels.parcels)} parcels in all")
    click.echo(f"  {total}{say('，', ', ')}{parcels.measured_ha:,.4f} ha")
    for note in (*parcels.notes, *parcels.remarks):
        click.secho(f"    {of(note)}", fg="yellow")


def _plain(found: Preview) -> dict[str, Any]:
    """The preview as a machine reads it."""
    parcels = found.parcels
    return {
        "file": found.source,
        "kind": found.kind.name,
        "usable": found.usable,
        "sheets": [_plain_sheet(sheet) for sheet in found.sheets],
        "unread": list(found.unread),
        "crs": of(parcels.system) if parcels else None,
        "parcels": [
            {
                "parcel": p.name,
                "stratum": p.stratum,
                "measured_ha": p.measured_ha,
                "measured_mu": p.measured_mu,
                "stated_ha": p.stated_ha,
            }
            for p in (parcels.parcels if parcels else ())
        ],
        "said": [of(line) for line in found.said],
        "refusal": found.refusal.to_dict(lang()) if found.refusal else None,
    }


def _plain_sheet(sheet: SheetPreview) -> dict[str, Any]:
    return {
        "sheet": sheet.sheet,
        "kind": sheet.kind.name,
        "header_row": sheet.header_row,
        "rows": sheet.rows,
        "columns": [
            {
                "heading": column.heading,
                "field": column.field or None,
                "unit": column.unit.name if column.unit else None,
                "examples": list(column.examples),
            }
            for column in sheet.columns
        ],
        "ignored": list(sheet.ignored),
        "missing": [of(missing) for missing in sheet.missing],
        "notes": [of(note) for note in sheet.notes],
    }
