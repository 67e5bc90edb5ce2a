"""How many pages a PDF has, read from its page objects; no library of ours reads PDF, and none is needed for that."""

from __future__ import annotations

import re
import zlib

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b[^>]*>>\s*stream\r?\n")
MOST_READ = 32 * 2**20
"""Of what unpacks, so that a small file cannot fill the memory. [byte]"""


def page_count(content: bytes) -> int | None:
    """Pages; None where the file does not say in a way that can be read (encrypted, damaged, or larger unpacked than is read).

    Newer files keep their page objects packed, older ones in the open; both are counted.
    """
    if b"/Encrypt" in content:
        return None
    found, left = len(_PAGE.findall(content)), MOST_READ
    for packed in _OBJECTS.finditer(content):
        try:
            text = zlib.decompressobj().decompress(content[packed.end() :], left)
        except zlib.error:
            return None
        left -= len(text)
        if left <= 0:
            return None
        found += len(_PAGE.findall(text))
    return found or None
