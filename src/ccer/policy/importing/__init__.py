"""Official texts read in: split into articles, paragraphs and items; what is no law is refused; what was understood is shown first."""

from .linking import Link, link
from .store import read_text, stored
from .understanding import Piece, Understood, understand

__all__ = ["Link", "Piece", "Understood", "link", "read_text", "stored", "understand"]
