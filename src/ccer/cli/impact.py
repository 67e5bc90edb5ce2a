"""``ccer impact CHANGES``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from .base import DAY, print_json, say, shared, today


@click.command(
    help=say(
        "假设法规变更会触及什么：CHANGES 为 YAML 或 JSON，键 changes 下列出 value、end、version、correct 四种变更；"
        "SUBJECTS 为 JSON Lines，每行一组事实。不改动法规库。",
        "What a change of law would touch. CHANGES is YAML or JSON with a list under changes: value, end, version, correct; "
        "SUBJECTS is JSON Lines, the facts of one subject a line. The law base is not altered.",
    )
)
@click.argument("changes", type=click.Path(path_type=Path))
@click.option(
    "--subjects", type=click.Path(path_type=Path), help=say("事实，每行一组", "facts, a subject a line")
)
@click.option("--stage", default="project-eligibility", help=say("判定", "decision"))
@click.option(
    "--as-of", "on", type=DAY, help=say("判定日，默认今天", "day of the decisions, today by default")
)
@shared
def command(changes: Path, subjects: Path | None, stage: str, on: dt.date | None, as_json: bool) -> None:
    """Touched law, and changed decisions."""
    from ..project.file import read_mapping
    from .doors import plain, read_changes

    supposed = read_changes(read_mapping(changes).get("changes") or [])
    day = on or today()
    answer = _judged(supposed, stage, _subjects(subjects), day) if subjects else _touched(supposed)
    answer = {"as_of": day.isoformat(), **answer}
    if as_json:
        print_json(plain(answer))
        return
    for name, title in (
        ("provisions", say("触及的条款", "Provisions touched")),
        ("parameters", say("触及的参数", "Parameters touched")),
        ("rules", say("触及的规则", "Rules touched")),
    ):
        click.secho(f"{title}: {len(answer[name])}", bold=True)
        for one in answer[name][:20]:
            click.echo(f"  {one}")
    if subjects:
        click.secho(
            say(
                f"共 {answer['subjects']} 个对象，{answer['resting']} 个以所触及的规定为依据，{answer['changed_total']} 个结论改变。",
                f"{answer['subjects']} subjects, {answer['resting']} rest on touched law, {answer['changed_total']} get another outcome.",
            ),
            bold=True,
        )
        for move, count in answer["moves"].items():
            click.echo(f"  {move}: {count}")


def _touched(supposed: list[Any]) -> dict[str, Any]:
    from ..policy.corpus import corpus
    from ..policy.hypothesis import supposing, touched
    from ..rules.impact import rules_reading

    moved = touched(corpus(), supposing(supposed))
    return {
        "provisions": sorted(moved.refs),
        "parameters": sorted(moved.parameters),
        "rules": [rule.id for rule in rules_reading(moved)],
    }


def _judged(supposed: list[Any], stage: str, facts: list[dict[str, Any]], on: dt.date) -> dict[str, Any]:
    from ..core.errors import BadInput
    from ..core.text import Text
    from ..methodologies import codes, load
    from ..project.deciding import methodology_of, subject_of
    from ..rules import Stage
    from ..rules.impact import impact

    if stage not in [one.value for one in Stage]:
        raise BadInput(
            Text(f"没有名为 {stage} 的判定", f"There is no decision named {stage}"),
            Text("可选：" + "、".join(Stage), "choose one of: " + ", ".join(Stage)),
            Text("改用其中之一。", "Use one of them."),
        )
    gate = Stage(stage)
    held = [subject_of(gate, one) for one in facts]
    for code in {methodology_of(one) for one in held} & set(codes()):
        load(str(code))
    found = impact(supposed, gate, held, on)
    return {
        "provisions": sorted(found.touched.refs),
        "parameters": sorted(found.touched.parameters),
        "rules": [one.rule for one in found.rules],
        "subjects": len(held),
        "resting": len(found.resting),
        "changed_total": len(found.changed),
        "changed": [int(place) for place in found.changed],
        "moves": {f"{before} → {after}": count for (before, after), count in found.moves().items()},
    }


def _subjects(path: Path | None) -> list[dict[str, Any]]:
    import msgspec

    from ..core.errors import BadInput
    from ..core.text import Text

    found = []
    for number, line in enumerate(path.read_bytes().splitlines() if path else (), 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=dict[str, Any]))
            except msgspec.DecodeError as error:
                raise BadInput(
                    Text(f"第 {number} 行无法使用", f"Line {number} cannot be used"),
                    Text(str(error), str(error)),
                    Text("每行写一个 JSON 对象", "Write one JSON object a line"),
                ) from error
    return found
