"""XML from outside, read without harm: no document type, no entities, no network, nothing huge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from ...core.text import Text
from .adapter import unreadable

MOST = 16 * 2**20
"""A message is refused above this size; a day of 20,000 entries takes about 12 MB. [bytes]"""
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"

Node = tuple[str, "str | Sequence[Node | None]"]
"""A tag with its text, or with its children; None stands for a child that is left out."""


def read(name: str, content: bytes, kinds: Sequence[str]) -> tuple[str, Any]:
    """Kind and root of a message, its tags without their namespace.

    Raises
    ------
    BadInput
        It is too large, not XML, cut off, has a document type, or is of no kind that is expected.
    """
    if len(content) > MOST:
        raise unreadable(name, Text(f"超过 {MOST} 字节", f"it is larger than {MOST} bytes"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error)[:120]
        raise unreadable(name, Text(f"不是完整的 XML：{said}", f"it is not complete XML: {said}")) from error
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise unreadable(name, Text("含有文档类型声明", "it has a document type declaration"))
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise unreadable(name, Text("含有实体", "it has entities"))
    whole = etree.QName(root)
    kind = (whole.namespace or "").removeprefix(NAMESPACE)
    if whole.localname != "Document" or kind not in kinds or len(root) != 1:
        found = whole.namespace or whole.localname
        raise unreadable(
            name, Text(f"类型是 {found}，应为 {'、'.join(kinds)}", f"it is {found}, not {', '.join(kinds)}")
        )
    for node in root.iter():
        node.tag = etree.QName(node).localname
    return kind, root[0]


def write(kind: str, body: Node) -> bytes:
    """A message with its namespace; the same content always gives the same bytes."""
    space = NAMESPACE + kind
    root = etree.Element(f"{{{space}}}Document", nsmap={None: space})
    _add(root, body, space)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _add(parent: Any, node: Node, space: str) -> None:
    tag, content = node
    tag, _, currency = tag.partition(" ")
    child = etree.SubElement(parent, f"{{{space}}}{tag}")
    if currency:
        child.set("Ccy", currency)
    if isinstance(content, str):
        child.text = content
        return
    for each in content:
        if each is not None:
            _add(child, each, space)
