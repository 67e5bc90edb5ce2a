"""A receipt holds a question, the law it was asked under and the answer, so that it can be asked again.

`replay` asks again and compares. A clause or value that has changed since is named; the old answer is never overwritten.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ..core.asof import AsOf, Citation, DatedValue, Law
from ..core.decision import Decision, Receipt
from ..core.digest import code_digest, digest
from ..core.errors import BadInput, CcerError
from ..core.mistyped import explain
from ..core.text import Text
from ..core.version import __version__
from .catalogue import Stage, decide
from .subjects import Engagement, OffsetUse, Project, Reduction, Subject

FORMAT = 1
SUBJECTS: dict[str, type[Project] | type[Reduction] | type[Engagement] | type[OffsetUse]] = {
    Stage.ELIGIBILITY.value: Project,
    Stage.REGISTRATION.value: Project,
    Stage.ENGAGEMENT.value: Engagement,
    Stage.REDUCTION.value: Reduction,
    Stage.REDUCTION_REGISTRATION.value: Reduction,
    Stage.OFFSET.value: OffsetUse,
}
Status = Literal["same", "law-changed", "differs"]


class Replay(msgspec.Struct, frozen=True):
    """What asking again gave.

    ``same``: same law, same answer. ``law-changed``: a cited clause or value reads differently now; ``changed`` names each.
    ``differs``: the law is the same and the answer is not (the code has changed, or the receipt was altered).
    ``then`` is the receipt's answer and stands; ``now`` is what the present base and code would say.
    """

    status: Status
    changed: tuple[str, ...]
    code_changed: bool
    then: dict[str, Any]
    now: dict[str, Any] | None
    why: Text


STATUS_TEXT: dict[Status, Text] = {
    "same": Text(
        "复核一致：依据未变，结论相同",
        "replayed: the law it rests on is unchanged and the answer is the same",
    ),
    "law-changed": Text(
        "所依据的条款或参数已变更；原结论保留，未予改写",
        "a clause or value it rests on has changed; the old answer stands, nothing was rewritten",
    ),
    "differs": Text(
        "依据未变而结论不同：程序已变更或回执被改动",
        "same law, another answer: the code changed or the receipt was altered",
    ),
}


def law_of(citations: tuple[Citation, ...], parameters: tuple[DatedValue, ...]) -> dict[str, str]:
    """Content hash of each provision and each dated value."""
    held = {c.ref: c.digest for c in citations}
    held.update({f"parameter:{p.name}": digest(p) for p in parameters})
    return dict(sorted(held.items()))


def seal(kind: str, at: AsOf, inputs: dict[str, Any], law: dict[str, str], result: dict[str, Any]) -> Receipt:
    """A receipt with its digest."""
    plain = msgspec.to_builtins
    open_receipt = Receipt(
        kind=kind,
        format=FORMAT,
        engine=__version__,
        on=at.on,
        known_at=at.known_at,
        inputs=plain(inputs),
        law=law,
        corpus=at.law.digest,
        code=code_digest(),
        result=plain(result),
    )
    return msgspec.structs.replace(open_receipt, digest=digest(open_receipt))


def intact(receipt: Receipt) -> bool:
    """True when the receipt is as it was sealed."""
    return digest(msgspec.structs.replace(receipt, digest="")) == receipt.digest


def decision_receipt(decision: Decision, subject: Subject, at: AsOf) -> Receipt:
    """The receipt of a decision: all facts, all clauses and values read, every finding."""
    citations = tuple(c for f in decision.findings for c in f.citations)
    parameters = tuple(p for f in decision.findings for p in f.parameters)
    inputs = {"stage": decision.stage, "subject": msgspec.to_builtins(subject), "name": decision.subject}
    return seal("decision", at, inputs, law_of(citations, parameters), summary(decision))


def summary(decision: Decision) -> dict[str, Any]:
    """The answer in plain data: outcome and, per rule, outcome, fact, requirement, clauses and date used."""
    return {
        "outcome": decision.outcome,
        "as_of": decision.on,
        "findings": [
            {
                "rule": f.rule,
                "outcome": f.outcome,
                "fact": {"zh": f.fact_text("zh"), "en": f.fact_text("en")},
                "requirement": {"zh": f.requirement("zh"), "en": f.requirement("en")},
                "clauses": [
                    {"ref": c.ref, "since": c.since, "until": c.until, "digest": c.digest}
                    for c in f.citations
                ],
                "basis": f.basis,
                "date": f.on,
                "missing": list(f.missing),
                "provisional": f.provisional,
            }
            for f in decision.findings
        ],
    }


def read_receipt(data: bytes) -> Receipt:
    """A receipt from its JSON; refuses what is none."""
    try:
        receipt = msgspec.json.decode(data, type=Receipt)
    except msgspec.DecodeError as error:
        raise _not_a_receipt(explain(error)) from error
    if receipt.format != FORMAT:
        raise _not_a_receipt(
            Text(f"格式版本 {receipt.format} 不受支持", f"format {receipt.format} is not supported")
        )
    if not intact(receipt):
        raise _not_a_receipt(
            Text(
                "内容与其摘要不符，可能被改动",
                "its content does not match its digest; it may have been altered",
            )
        )
    return receipt


def _not_a_receipt(why: Text) -> BadInput:
    return BadInput(
        what=Text("这不是可复核的回执", "This is not a receipt that can be replayed"),
        why=why,
        next=Text("使用 ccer 写出的 receipt.json 原件。", "Use the receipt.json as it was written."),
    )


def replay_decision(receipt: Receipt, law: Law) -> Replay:
    """Ask a decision again under the present base, as of the receipt's dates."""
    at = AsOf(law, receipt.on, receipt.known_at)
    stage = Stage(receipt.inputs["stage"])
    subject = msgspec.convert(receipt.inputs["subject"], SUBJECTS[stage.value])
    methodology = getattr(subject, "methodology", None)
    try:
        again = decide(stage, subject, at, methodology=methodology, name=receipt.inputs["name"])
    except CcerError as error:
        return compare(receipt, None, {}, error.why)
    fresh = decision_receipt(again, subject, at)
    return compare(receipt, fresh.result, fresh.law)


def compare(
    receipt: Receipt, now: dict[str, Any] | None, law: dict[str, str], why: Text | None = None
) -> Replay:
    """Old answer against new: first whether the law is the same, then whether the answer is."""
    changed = tuple(
        sorted(name for name in receipt.law.keys() | law.keys() if receipt.law.get(name) != law.get(name))
    )
    then = receipt.result
    status: Status = "law-changed" if changed else "same" if digest(now) == digest(then) else "differs"
    return Replay(
        status=status,
        changed=changed,
        code_changed=receipt.code != code_digest(),
        then=then,
        now=now,
        why=why or STATUS_TEXT[status],
    )
