"""``ccer data sample PROJECT``: how many sample plots a project needs, how many in each stratum, and where."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import DAY, lang, of, print_json, say, shared, today
from .show import heading

if TYPE_CHECKING:
    from ..monitoring.sampling import SamplingDesign
    from ..rules.subjects import Project

POINTS, SHEET = "plots.geojson", "plots.csv"
MOST_SHOWN = 20


@click.command(
    "sample",
    help=say(
        "按 PROJECT 的 design.sampling 和地块图计算样地数量、分配到碳层并布设位置；种子相同则位置相同。"
        f"用 --out 写出 {POINTS} 和 {SHEET}，后者填上调查日期即可作为样地表读取。",
        "Number of sample plots for design.sampling of PROJECT and its parcels, shared out over the strata and placed; the same seed, the "
        f"same places. --out writes {POINTS} and {SHEET}; with the days of survey filled in, the latter is read as a list of plots.",
    ),
)
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "--parcels",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help=say(
        "地块图，可多次；默认 project.yaml 中的 files.parcels",
        "outlines of the parcels, may be repeated; files.parcels of project.yaml by default",
    ),
)
@click.option("--crs", default="", help=say("地块图没有写的坐标系", "coordinate system where none is named"))
@click.option("--seed", type=click.IntRange(min=0), default=None, help=say("随机种子", "seed"))
@click.option(
    "--way",
    type=click.Choice(["systematic", "random"]),
    default=None,
    help=say("布设方式：系统或随机", "how plots are placed"),
)
@click.option(
    "--allocation",
    type=click.Choice(["neyman", "proportional"]),
    default=None,
    help=say("分配方式：按面积乘标准差，或按面积", "by area times deviation, or by area"),
)
@click.option("--as-of", "on", type=DAY, default=None, help=say("依据日期，默认今天", "law as of this day"))
@click.option("--out", type=click.Path(path_type=Path), help=say("写入此文件夹", "write into this folder"))
@shared
def sample(
    project: Path,
    paths: tuple[Path, ...],
    crs: str,
    seed: int | None,
    way: str | None,
    allocation: str | None,
    on: dt.date | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """One design of sampling."""
    from ..compute.official import with_officials
    from ..core.asof import AsOf
    from ..methodologies import load
    from ..monitoring.parcels import read_parcels
    from ..monitoring.sampling import design_sampling, geojson, sheet
    from ..policy.corpus import corpus
    from ..project.file import read_project
    from .files import write_atomic

    found = read_project(project)
    at = with_officials(AsOf(corpus(), on or today()), found, load(found.methodology).plan)
    outlines = read_parcels(*(paths or _named(found, project)), crs=crs)
    design = design_sampling(found, outlines, at, seed=seed, way=way, allocation=allocation)
    points = geojson(design)
    if out:
        write_atomic(out / POINTS, json.dumps(points, ensure_ascii=False, indent=1).encode())
        write_atomic(out / SHEET, b"\xef\xbb\xbf" + sheet(design, lang()).encode())
    if as_json:
        print_json(_plain(design) | {"plots": points})
        return
    _show(found.name, design)
    if out:
        click.echo(say(f"已写入 {out / POINTS}、{out / SHEET}", f"Wrote {out / POINTS} and {out / SHEET}"))


def _named(project: Project, path: Path) -> tuple[Path, ...]:
    from ..core.errors import BadInput
    from ..core.text import Text

    relative = project.files.get("parcels")
    if relative is None:
        raise BadInput(
            what=Text("没有地块图，布设不了样地", "without outlines of the parcels no plot can be placed"),
            why=Text("项目文件没有 files.parcels", "the project file names no files.parcels"),
            next=Text("用 --parcels 给出地块图", "give the outlines with --parcels"),
        )
    return ((path if path.is_dir() else path.parent) / relative,)


def _plain(design: SamplingDesign) -> dict[str, Any]:
    """The design as a machine reads it."""
    return {
        "plots_needed": design.number.plots,
        "strata": [stratum._asdict() for stratum in design.strata],
        "source": design.source,
        "crs": of(design.system),
        "too_narrow": list(design.narrow),
        "parameters": [
            {
                "name": value.name,
                "value": value.value,
                "unit": value.unit,
                "mark": value.mark,
                "cite": value.cite,
            }
            for value in design.parameters
        ],
    }


def _show(name: str, design: SamplingDesign) -> None:
    from ..core.asof import MARK_TEXT

    heading(f"{name} · {say('抽样设计', 'design of sampling')}")
    number, size = design.number, f"{design.plot_area:g} ha"
    radius = f"{design.room.radius:.2f} m"
    click.echo(
        say(
            f"  需要 {number.plots} 个样地（t = {number.t_value:.4f}），每个 {size}，圆形半径 {radius}",
            f"  {number.plots} plots (t = {number.t_value:.4f}) of {size}, as circles of radius {radius}",
        )
    )
    for stratum in design.strata:
        click.echo(
            say(
                f"  {stratum.name}  {stratum.area:,.4f} ha，均值 {stratum.mean:g}、标准差 {stratum.deviation:g} t/ha → {stratum.plots} 个",
                f"  {stratum.name}  {stratum.area:,.4f} ha, mean {stratum.mean:g}, deviation {stratum.deviation:g} t/ha → {stratum.plots}",
            )
        )
    ways = {"systematic": say("系统布设", "systematic"), "random": say("随机布设", "random")}
    click.echo(f"  {ways[design.way]} · {say('种子', 'seed')} {design.seed} · {of(design.system)}")
    for plot in design.plots[:MOST_SHOWN]:
        click.echo(f"    {plot.plot}  {plot.longitude:.7f}  {plot.latitude:.7f}  {plot.parcel}")
    if len(design.plots) > MOST_SHOWN:
        click.echo("    …")
    if design.narrow:
        listed = say("、", ", ").join(design.narrow)
        click.secho(
            f"  {say('放不下样地、不会被抽到的地块', 'parcels too narrow for a plot, never drawn')}{say('：', ': ')}{listed}",
            fg="yellow",
        )
    for value in design.parameters:
        if value.provisional:
            mark = of(MARK_TEXT[value.mark])
            unit = "" if value.unit == "1" else f" {value.unit}"
            shown = f"  {of(value.title)}{say('：', ': ')}{value.value}{unit}"
            click.secho(shown + say(f"［{mark}］", f" [{mark}]"), fg="yellow")
