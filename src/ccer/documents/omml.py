"""A formula's tree as Office mathematics (OMML), and as plain runs for a program that has no equations.

Word takes the first, any other reader the second: nothing is lost where mathematics is not installed.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from .latex import SUMS, Atom, Cases, Fence, Fraction, Node, Root, Row, Script, flat, parse

_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>'


def to_omml(source: str) -> str:
    """LaTeX to an ``m:oMath`` element as XML text."""
    return f'<m:oMath xmlns:m="{_M}" xmlns:w="{_W}">{_set(parse(source))}</m:oMath>'


_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


def either(source: str) -> str:
    """An equation object where it is understood, else the same formula in runs; one element as XML text."""
    return (
        f'<mc:AlternateContent xmlns:mc="{_MC}" xmlns:w15="{_W15}" xmlns:w="{_W}">'
        f'<mc:Choice Requires="w15">{to_omml(source)}</mc:Choice>'
        f"<mc:Fallback>{''.join(_runs(parse(source), ''))}</mc:Fallback></mc:AlternateContent>"
    )


def to_runs(source: str) -> list[str]:
    """A formula as runs with sub- and superscripts, each a ``w:r`` element as XML text."""
    return [run.replace("<w:r>", f'<w:r xmlns:w="{_W}">', 1) for run in _runs(parse(source), "")]


def _runs(node: Node, height: str) -> list[str]:
    """``height`` is "", "subscript" or "superscript"; a script inside a script keeps the height of the outer."""
    if isinstance(node, Atom):
        return [_run(node, height)]
    if isinstance(node, Row):
        return [run for item in node.items for run in _runs(item, height)]
    if isinstance(node, Fraction):
        return [*_inside(node.over, height), _text_run("/", height), *_inside(node.under, height)]
    if isinstance(node, Root):
        return [_text_run("√", height), *_inside(node.body, height, always=True)]
    if isinstance(node, Fence):
        return [_text_run(node.left, height), *_runs(node.body, height), _text_run(node.right, height)]
    if isinstance(node, Cases):
        return _case_runs(node, height)
    below = _runs(node.below, height or "subscript") if node.below is not None else []
    above = _runs(node.above, height or "superscript") if node.above is not None else []
    return [*_runs(node.base, height), *below, *above]


def _case_runs(cases: Cases, height: str) -> list[str]:
    """Line by line between braces: ``{0 (s = 0); …}``."""
    out = [_text_run("{", height)]
    for place, (value, when) in enumerate(flat(cases)):
        out += [_text_run("; " if place else "", height), *_runs(value, height)]
        out += [_text_run(" (", height), *_runs(when, height), _text_run(")", height)]
    return [*out, _text_run("}", height)]


def _inside(node: Node, height: str, always: bool = False) -> list[str]:
    """In parentheses, unless it is a single thing."""
    single = isinstance(node, (Atom, Script)) or (isinstance(node, Row) and len(node.items) == 1)
    runs = _runs(node, height)
    return runs if single and not always else [_text_run("(", height), *runs, _text_run(")", height)]


def _run(atom: Atom, height: str) -> str:
    spaced = atom.sign and atom.text in "=+−×·<>≤≥≈÷" and not height
    word = atom.sign and atom.text.isalpha()
    return _text_run(f" {atom.text} " if spaced or word else atom.text, height, italic=not atom.upright)


def _text_run(text: str, height: str, italic: bool = False) -> str:
    slant = "<w:i/>" if italic else ""
    raised = f'<w:vertAlign w:val="{height}"/>' if height else ""
    return f'<w:r><w:rPr>{slant}{raised}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _set(node: Node) -> str:
    if isinstance(node, Atom):
        return _atom(node)
    if isinstance(node, Row):
        return _row(node)
    if isinstance(node, Fraction):
        return f"<m:f><m:num>{_set(node.over)}</m:num><m:den>{_set(node.under)}</m:den></m:f>"
    if isinstance(node, Root):
        return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{_set(node.body)}</m:e></m:rad>'
    if isinstance(node, Fence):
        ends = f'<m:begChr m:val="{escape(node.left)}"/><m:endChr m:val="{escape(node.right)}"/>'
        return f"<m:d><m:dPr>{ends}</m:dPr><m:e>{_set(node.body)}</m:e></m:d>"
    if isinstance(node, Cases):
        return _cases(node)
    return _script(node)


def _cases(cases: Cases) -> str:
    """A brace before an array of lines."""
    lines = "".join(f"<m:e>{_set(value)}{_gap()}{_set(when)}</m:e>" for value, when in flat(cases))
    ends = '<m:begChr m:val="{"/><m:endChr m:val=""/>'
    return f"<m:d><m:dPr>{ends}</m:dPr><m:e><m:eqArr>{lines}</m:eqArr></m:e></m:d>"


def _gap() -> str:
    return _atom(Atom("   ", upright=True))


def _atom(atom: Atom) -> str:
    style = '<m:rPr><m:sty m:val="p"/></m:rPr>' if atom.upright else ""
    return f'<m:r>{style}{_FONT}<m:t xml:space="preserve">{escape(atom.text)}</m:t></m:r>'


def _row(row: Row) -> str:
    """Side by side; a sum takes all that follows it as its body, as Word wants it."""
    out = []
    for place, item in enumerate(row.items):
        if _is_sum(item):
            body = "".join(_set(rest) for rest in row.items[place + 1 :])
            out.append(_sum(item, body))
            break
        out.append(_set(item))
    return "".join(out)


def _is_sum(node: Node) -> bool:
    base = node.base if isinstance(node, Script) else node
    return isinstance(base, Atom) and base.text in SUMS


def _sum(node: Node, body: str) -> str:
    below = node.below if isinstance(node, Script) else None
    above = node.above if isinstance(node, Script) else None
    base = node.base if isinstance(node, Script) else node
    sign = base.text if isinstance(base, Atom) else "∑"
    hide = ("" if below is not None else '<m:subHide m:val="1"/>') + (
        "" if above is not None else '<m:supHide m:val="1"/>'
    )
    head = f'<m:naryPr><m:chr m:val="{sign}"/><m:limLoc m:val="undOvr"/>{hide}</m:naryPr>'
    low = _set(below) if below is not None else ""
    high = _set(above) if above is not None else ""
    return f"<m:nary>{head}<m:sub>{low}</m:sub><m:sup>{high}</m:sup><m:e>{body}</m:e></m:nary>"


def _script(node: Script) -> str:
    base = f"<m:e>{_set(node.base)}</m:e>"
    below = f"<m:sub>{_set(node.below)}</m:sub>" if node.below is not None else ""
    above = f"<m:sup>{_set(node.above)}</m:sup>" if node.above is not None else ""
    name = "sSubSup" if below and above else "sSub" if below else "sSup"
    return f"<m:{name}>{base}{below}{above}</m:{name}>"
