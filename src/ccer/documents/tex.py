"""A document as LaTeX source, for whoever sets it with their own fonts: the same sections, tables and equations as the PDF."""

from __future__ import annotations

from pathlib import Path

from .parts import Block, Document, Equation, Figures, Paragraph, Section, Spans, Table

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "\n": r"\newline ", "₂": r"\textsubscript{2}",
    "₄": r"\textsubscript{4}", "₆": r"\textsubscript{6}", "²": r"\textsuperscript{2}", "³": r"\textsuperscript{3}",
    "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip
_HEADS = {1: "section", 2: "subsection", 3: "subsubsection", 4: "paragraph"}
_SHAPES = {"strong": "textbf", "quiet": "textit", "clause": "textsl", "gap": "fbox", "provisional": "emph"}
_HEAD = r"""%% !TeX program = xelatex
\documentclass[a4paper,11pt]{%(kind)s}
\usepackage{amsmath,longtable,array,geometry}
\geometry{margin=25mm}
\setcounter{secnumdepth}{0}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}
\title{%(title)s}
\author{%(subtitle)s}
\date{%(day)s}
\begin{document}
\maketitle
"""


def write_tex(document: Document, path: Path) -> Path:
    """Render and save; see `render_tex`."""
    path.write_text(render_tex(document), encoding="utf-8")
    return path


def render_tex(document: Document) -> str:
    """A document as LaTeX source for XeLaTeX; a Chinese one uses the class ctexart.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        The same for the same document.
    """
    values = {
        "kind": "ctexart",
        "title": escape(document.title),
        "subtitle": escape(f"{document.subtitle} · {document.kind}"),
        "day": document.on.isoformat(),
    }
    head = _HEAD % values
    if document.lang == "en":
        head = head.replace("{ctexart}", "{article}").replace(
            "\\usepackage{amsmath", "\\usepackage[scheme=plain]{ctex}\n\\usepackage{amsmath"
        )
    front = "".join(f"{escape(label)} & {_spans(value)} \\\\\n" for label, value in document.front)
    parts = [head, "\\begin{longtable}{L{0.3\\textwidth}L{0.64\\textwidth}}\n", front, "\\end{longtable}\n"]
    parts += [_block(statement) for statement in document.statements]
    if document.listed:
        parts.append("\\tableofcontents\n")
    parts += [_section(chapter) for chapter in document.chapters]
    return "".join([*parts, "\\end{document}\n"])


def escape(text: str) -> str:
    """Text with everything that LaTeX would read as a command made harmless."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def _section(section: Section) -> str:
    head = ""
    if section.title:
        name = _HEADS[min(section.level, 4)]
        head = f"\n\\{name}{{{escape(f'{section.number}  {section.title}'.strip())}}}\n"
    return head + "".join(map(_block, section.blocks)) + "".join(map(_section, section.sections))


def _block(block: Block) -> str:
    if isinstance(block, Equation):
        return f"\\begin{{equation*}}\n{block.latex}\n\\tag*{{{escape(block.number)}}}\n\\end{{equation*}}\n"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figures):
        lines = (f"{item.meaning}: {item.value} {item.unit}" for item in block.items)
        return "".join(f"\n\\noindent {escape(line)}\n" for line in lines)
    return _paragraph(block)


def _paragraph(paragraph: Paragraph) -> str:
    words = _spans(paragraph.spans)
    if paragraph.style == "bullet":
        return f"\\begin{{itemize}}\\item {words}\\end{{itemize}}\n"
    if paragraph.style == "note":
        return f"\n{{\\small {words}\\par}}\n"
    return f"\n{words}\n"


def _spans(spans: Spans) -> str:
    out = []
    for span in spans:
        if span.kind == "math":
            out.append(f"${span.text}$")
        elif span.kind in _SHAPES and not (span.kind == "gap" and len(span.text) > 30):
            out.append(f"\\{_SHAPES[span.kind]}{{{escape(span.text)}}}")
        else:
            out.append(escape(span.text))
    return "".join(out)


def _table(table: Table) -> str:
    """A long table; its head is repeated on each page."""
    total = sum(table.widths)
    columns = "".join(
        f"{'R' if align == 'right' else 'L'}{{{0.9 * width / total:.3f}\\textwidth}}"
        for width, align in zip(table.widths, table.align, strict=True)
    )
    caption = escape(f"{table.number}  {table.title}".strip())
    head = " & ".join(f"\\textbf{{{escape(label)}}}" for label in table.header)
    repeated = f"\\hline {head} \\\\ \\hline\n\\endhead\n" if table.header else "\\hline\n"
    rows = "".join(" & ".join(_spans(cell) for cell in row) + " \\\\\n" for row in table.rows)
    title = f"\\multicolumn{{{len(table.widths)}}}{{l}}{{{caption}}} \\\\\n" if caption else ""
    return (
        f"{{\\small\\begin{{longtable}}{{{columns}}}\n{title}{repeated}{rows}\\hline\n\\end{{longtable}}}}\n"
    )
