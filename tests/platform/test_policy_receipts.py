"""Receipts of registrations: kept with the step, shown, downloaded, asked again by the command line; impact reads them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from ccer.cli.replay import command
from ccer.policy.hypothesis import Ending, NewValue
from ccer_platform import clock
from ccer_platform.store.models import JournalEvent, Project
from ccer_platform.store.reading import receipts
from ccer_platform.store.reading.touched import answer

from .desks import at
from .issued import issued, issued_template

__all__ = ["issued", "issued_template"]
DAY = dt.date(2025, 3, 10)


@pytest.fixture
def held(issued: dict[str, str]) -> Iterator[dict[str, str]]:
    with clock.fixed(at("2025-03-10")):
        yield issued


def test_a_registration_keeps_the_receipt_of_each_gate_and_no_other_step_does(held: dict[str, str]) -> None:
    kept = {
        (row.name, *(each["inputs"]["stage"] for each in row.data["receipts"]))
        for row in JournalEvent.objects.filter(data__has_key="receipts")
    }
    assert kept == {
        ("project.registered", "project-eligibility", "project-registration"),
        ("reduction.registered", "reduction-eligibility", "reduction-registration"),
    }


def test_it_is_shown_downloaded_and_asked_again(held: dict[str, str], tmp_path: Path) -> None:
    number = Project.objects.get(code=held["project"]).number
    for prefix, words in (("", "依据未变，结论相同"), ("/en", "the answer is the same")):
        for path in (f"/projects/{number}/", f"/reductions/{held['filing']}/"):
            assert Client().get(prefix + path).content.decode().count(words) == 2, path
    for subject in (f"project:{held['project']}", f"reduction:{held['filing']}"):
        for stored in receipts.of(subject):
            answered = Client().get(f"/receipts/{stored.seq}/{stored.place}.json")
            assert "attachment" in answered["Content-Disposition"]
            file = tmp_path / "receipt.json"
            file.write_bytes(answered.content)
            found = CliRunner().invoke(command, [str(file), "--json"])
            assert found.exit_code == 0, found.output
            told = json.loads(found.output)
            assert (told["status"], told["then"]["outcome"]) == ("same", "granted")
            file.write_bytes(answered.content.replace(b'"granted"', b'"refused"'))
            assert CliRunner().invoke(command, [str(file)]).exit_code != 0
    assert Client().get("/receipts/1/0.json").status_code == 404


def test_impact_reads_those_that_rest_on_touched_law_and_no_others(held: dict[str, str]) -> None:
    """Registered in 2024 with reductions since 2021: a look-back of two years in force then would have refused the filing."""
    found = answer([NewValue(name="reduction.look_back_years", value=2, since=dt.date(2024, 1, 1))], DAY)
    told = [
        (each.stored.subject, each.stored.stage, each.stored.outcome, each.now) for each in found.asked_again
    ]
    assert told == [(f"reduction:{held['filing']}", "reduction-eligibility", "granted", "refused")]
    assert found.stored == 1
    day_after = found.asked_again[0].stored.on + dt.timedelta(days=1)
    later = answer([NewValue(name="reduction.look_back_years", value=2, since=day_after)], DAY)
    assert [each.now for each in later.asked_again] == ["granted"]
    cap = answer([NewValue(name="offset.cap_share", value=0.02, since=dt.date(2024, 1, 1))], DAY)
    assert cap.asked_again == ()
    other = answer([Ending(ref="ccer-14-001-v01", until=dt.date(2024, 1, 1))], DAY)
    assert other.asked_again == ()
