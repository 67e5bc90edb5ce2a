"""``ccer documents …``: papers of a project, the printed page of a methodology, and what a person wrote into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .base import dated, existing, lang, of, print_json, say, shared, today

if TYPE_CHECKING:
    from ..compute.methodology import Methodology
    from ..documents.docx_places import Baseline
    from ..documents.edits import Extracted
    from ..documents.merging import Conflict
    from ..documents.parts import Document
    from ..project.model import Assessment


@click.group(
    help=say(
        "项目文件的各种文稿：设计文件、核算报告、监测计划、承诺文件、修改说明；方法学说明；读回人工修改。",
        "Papers of a project: design document, accounting report, monitoring plan, letters, note on changes; the printed page of a "
        "methodology; edits by hand read back.",
    )
)
def command() -> None:
    """Papers."""


def _written(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--out`` and ``--format``."""
    function = click.option(
        "--format",
        "formats",
        type=click.Choice(["docx", "pdf"]),
        multiple=True,
        help=say("格式，默认两种都写", "format, both by default"),
    )(function)
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path(),
        help=say("结果文件夹，默认当前文件夹", "folder for the results, the present one by default"),
    )(function)


_FOLDER = click.argument("folder", type=click.Path(path_type=Path))


@command.command(help=say("项目设计文件。", "The design document."))
@_FOLDER
@_written
@dated
@shared
def design(folder: Path, **options: Any) -> None:
    """A design document with what a person wrote into it earlier."""
    from ..documents.model import design_document

    assessment, method = _assessed(folder, options)
    _finish(folder, [design_document(assessment, method, lang())], options)


@command.command(help=say("减排量核算报告，每期一份。", "The accounting report of each filing."))
@_FOLDER
@click.option(
    "--filing",
    type=click.IntRange(min=1),
    default=None,
    help=say("第几期，默认全部有核算的各期", "which filing, all that have a calculation by default"),
)
@_written
@dated
@shared
def report(folder: Path, filing: int | None, **options: Any) -> None:
    """Accounting reports."""
    from ..documents.report import accounting_report

    assessment, method = _assessed(folder, options)
    numbers = [n for n, claim in enumerate(assessment.claims, 1) if claim.calculation is not None]
    chosen = [filing] if filing else numbers or [1]
    _finish(folder, [accounting_report(assessment, method, lang(), filing=n) for n in chosen], options)


@command.command(help=say("监测计划。", "The monitoring plan."))
@_FOLDER
@_written
@dated
@shared
def plan(folder: Path, **options: Any) -> None:
    """A monitoring plan."""
    from ..documents.plan import monitoring_plan

    assessment, method = _assessed(folder, options)
    _finish(folder, [monitoring_plan(assessment, method, lang())], options)


@command.command(
    help=say(
        "承诺文件：唯一性声明、承诺函、绿证承诺（留空待签章）。",
        "Commitment letters: uniqueness, truth, green certificates (blank for signature).",
    )
)
@_FOLDER
@_written
@dated
@shared
def letters(folder: Path, **options: Any) -> None:
    """Letters for the owner to sign."""
    from ..documents.letters import commitment_letters

    assessment, method = _assessed(folder, options)
    _finish(folder, commitment_letters(assessment, method, lang()), options)


@command.command(
    help=say(
        "修改说明：比较两个版本的项目文件夹；或两份 DOCX（须用 --project 指出项目）。",
        "Note on changes between two versions: two project folders, or two DOCX files with --project naming the project.",
    )
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--project", type=click.Path(path_type=Path), help=say("项目文件夹", "the project's folder"))
@_written
@dated
@shared
def note(old: Path, new: Path, project: Path | None, **options: Any) -> None:
    """What changed, with blanks for the reasons."""
    from ..documents.note import change_note, document_note

    if new.suffix.lower() == ".docx":
        home = project or _home(new)
        assessment, method = _assessed(home, options)
        made = document_note(assessment, method, lang(), (_version(old), _version(new)))
    else:
        home = new
        before, _ = _assessed(old, options)
        assessment, method = _assessed(new, options)
        made = change_note(before, assessment, method, lang())
    _finish(home, [made], options)


@command.command(
    help=say(
        "方法学说明：PDF 和 LaTeX 源文件；CODE 例如 CCER-01-002-V01。",
        "The printed page of a methodology as PDF and LaTeX source; CODE e.g. CCER-01-002-V01.",
    )
)
@click.argument("code")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help=say("结果文件夹", "folder for the results")
)
@dated
@shared
def methodology(code: str, out: Path, on: dt.date | None, known_at: dt.date | None, as_json: bool) -> None:
    """A methodology on paper."""
    from ..documents.methodology_page import methodology_page
    from ..documents.pdf import render_pdf
    from ..documents.tex import render_tex
    from ..methodologies import load
    from .files import write_atomic

    made = methodology_page(load(code), lang(), on=on or today())
    paths = [out / f"{made.name}.pdf", out / f"{made.name}.tex"]
    write_atomic(paths[0], render_pdf(made))
    write_atomic(paths[1], render_tex(made).encode())
    _say_written(paths, (), as_json)


@command.command(
    help=say(
        "读回编辑过的 DOCX：人工修改按章节存入项目文件夹的 edits.yaml，重新生成时保留。",
        "Read an edited DOCX back: edits by hand go into edits.yaml of the project, by section, and stay when the paper is made again.",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    help=say(
        "项目文件夹，默认为 DOCX 所在或其上级文件夹",
        "the project's folder, that of the DOCX or one above by default",
    ),
)
@click.option(
    "--document",
    "name",
    help=say(
        "文件名，如 design-document；只在 DOCX 已不含位置信息时需要",
        "name of the paper, e.g. design-document; only for a DOCX that lost what the engine noted in it",
    ),
)
@dated
@shared
def read(
    file: Path,
    project: Path | None,
    name: str | None,
    on: dt.date | None,
    known_at: dt.date | None,
    as_json: bool,
) -> None:
    """A person's edits."""
    from ..documents.edits import FILE, extract, read_edits, to_yaml, with_extracted
    from .files import write_atomic

    data = existing(str(file)).read_bytes()
    home = project or _home(file)
    home = home if home.is_dir() else home.parent
    kept = read_edits(home)

    def again(found: Baseline | None) -> Baseline | None:
        return found or (_made_again(home, name, {"on": on, "known_at": known_at}) if name else None)

    found = extract(data, file.name, kept, again)
    path = home / FILE
    held = with_extracted(kept, found)
    if held or path.is_file():
        write_atomic(path, to_yaml(held).encode())
    if as_json:
        print_json({"written": str(path), "sections": found.sections, "new": found.new, "lost": found.lost})
    else:
        _say_read(found, path)


def _say_read(found: Extracted, path: Path) -> None:
    count = sum(len(edits) for edits in found.sections.values())
    click.echo(
        say(
            f"{found.name}：新读入 {found.new} 处修改，共 {count} 处，已写入 {path}",
            f"{found.name}: {found.new} new edits, {count} in all, written to {path}",
        )
    )
    for section, edits in found.sections.items():
        click.echo(f"  {section}  {len(edits)}")
    if found.filled:
        click.echo(
            say(
                f"  其中 {found.filled} 处填写了待补充的内容：请同时补入项目文件，否则待补充清单仍会列出。",
                f"  {found.filled} of them fill what was marked as missing: put it into the project file too, or the list keeps naming it.",
            )
        )
    for line in found.lost:
        click.secho(f"  ! {of(line)}", fg="yellow")


def _home(file: Path) -> Path:
    """The nearest folder, from the file's upwards, that holds a project file."""
    from ..core.errors import BadInput
    from ..core.text import Text
    from ..project.file import FILE

    for folder in file.resolve().parents:
        if (folder / FILE).is_file():
            return folder
    raise BadInput(
        what=Text(
            f"不知道 {file.name} 属于哪个项目", f"It is not known which project {file.name} belongs to"
        ),
        why=Text(f"它所在的文件夹和上级都没有 {FILE}", f"no folder above it holds a {FILE}"),
        next=Text("用 --project 指出项目文件夹。", "Name the project's folder with --project."),
    )


def _assessed(folder: Path, options: dict[str, Any]) -> tuple[Assessment, Methodology]:
    from ..methodologies import load
    from ..project.assessment import assess

    assessment = assess(folder, options["on"] or today(), known_at=options["known_at"])
    return assessment, load(assessment.project.methodology)


def _made_again(home: Path, name: str, options: dict[str, Any]) -> Baseline | None:
    """What the engine writes into the paper of that name, with the edits known so far."""
    from ..documents.docx_places import baseline
    from ..documents.edits import edits_of, read_edits
    from ..documents.merging import merge

    made = next((paper for paper in _papers(home, options) if paper.name == name), None)
    return baseline(merge(made, edits_of(read_edits(home), name, lang())).document) if made else None


def _papers(home: Path, options: dict[str, Any]) -> list[Document]:
    """All papers of a project."""
    from ..documents.letters import commitment_letters
    from ..documents.model import design_document
    from ..documents.plan import monitoring_plan
    from ..documents.report import accounting_report

    assessment, method = _assessed(home, options)
    filed = [n for n, claim in enumerate(assessment.claims, 1) if claim.calculation is not None]
    return [
        design_document(assessment, method, lang()),
        monitoring_plan(assessment, method, lang()),
        *commitment_letters(assessment, method, lang()),
        *(accounting_report(assessment, method, lang(), filing=n) for n in filed),
    ]


def _version(file: Path) -> Any:
    """Name, baseline and words of one DOCX."""
    from ..core.errors import BadInput
    from ..core.text import Text
    from ..documents.docx_read import read_docx
    from ..documents.found import find

    reading = read_docx(existing(str(file)).read_bytes(), file.name)
    if reading.baseline is None:
        raise BadInput(
            what=Text(f"{file.name} 无法比较", f"{file.name} cannot be compared"),
            why=Text("文件里没有引擎写入的位置信息", "it does not hold what the engine noted in its papers"),
            next=Text(
                "给出由 ccer documents 生成并直接另存的 DOCX。",
                "Give a DOCX saved directly from one that ccer documents made.",
            ),
        )
    return file.name, reading.baseline, find(reading.blocks, reading.baseline)


def _finish(folder: Path, papers: Sequence[Document], options: dict[str, Any]) -> None:
    """Put the edits in, write every paper, say what clashes."""
    from .results import write_paper

    home = folder if folder.is_dir() else folder.parent
    formats = options["formats"] or ("docx", "pdf")
    paths: list[Path] = []
    conflicts: list[Conflict] = []
    for paper in papers:
        written, clashes = write_paper(paper, home, options["out"], formats)
        paths += written
        conflicts += clashes
    _say_written(paths, conflicts, options["as_json"])


def _say_written(paths: Sequence[Path], conflicts: Sequence[Conflict], as_json: bool) -> None:
    from ..documents.merging import why

    if as_json:
        print_json({"written": [str(path) for path in paths], "conflicts": [c._asdict() for c in conflicts]})
        return
    for path in paths:
        click.echo(f"  {path}")
    for conflict in conflicts:
        click.secho(f"  ! {conflict.place}{say('：', ': ')}{why(conflict, lang())}", fg="yellow")
