"""Search by meaning: provisions beside which the words of a question usually stand, whether or not they have those words.

Latent semantic analysis over the words of the search index, both languages in one table: the matrix of entries and words is cut down to
its strongest directions, in which words that keep the same company lie together (Deerwester et al. 1990). It needs no network and no
model; the table is worked out once for each state of the base and kept.
"""

from __future__ import annotations

import weakref
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from ..core.text import Text
from . import cache
from .corpus import Corpus
from .index import Index
from .tokens import Token, question, tokens

Matrix = npt.NDArray[np.float32]
DIRECTIONS = 400
"""More than these gain nothing on the questions of the tests."""
_NAMED = 4
_FAR = 0.1
"""Cosine below which an entry has nothing to do with a question."""


class _Kept(msgspec.Struct):
    """A space as bytes: words, their directions and those of the entries, in half precision."""

    keys: list[str]
    words: bytes
    entries: bytes


class Space(NamedTuple):
    """Words and entries by their strongest directions.

    Parameters
    ----------
    place : dict of str to int
        Row of each word that at least two entries have.
    words : array, words × directions
    entries : array, entries × directions
        Each of length one.
    """

    place: dict[str, int]
    words: Matrix
    entries: Matrix


_SPACES: weakref.WeakKeyDictionary[Corpus, Space] = weakref.WeakKeyDictionary()


def space_of(law: Corpus, index: Index) -> Space:
    """The space of a base, from the compiled cache where it is there."""
    if law not in _SPACES:
        _SPACES[law] = _loaded(law, index)
    return _SPACES[law]


def _loaded(law: Corpus, index: Index) -> Space:
    data = cache.load("meaning", law.digest)
    if data is not None:
        try:
            return _read(msgspec.msgpack.decode(data, type=_Kept))
        except (msgspec.DecodeError, ValueError):
            pass
    kept = _pack(build(index))
    cache.save("meaning", law.digest, msgspec.msgpack.encode(kept))
    return _read(kept)


def build(index: Index, directions: int = DIRECTIONS) -> Space:
    """Cut the matrix of entries and words down to its strongest directions.

    They are the first eigenvectors of the entries' likeness to each other, which is a small matrix.
    """
    keys = [key for key in index.rarity if len(index.places[key]) > index.posting(key)[0].itemsize]
    table = np.zeros((len(index.entries), len(keys)), dtype=np.float32)
    for column, key in enumerate(keys):
        places, weights = index.posting(key)
        table[np.frombuffer(places, dtype=np.uint32), column] = np.asarray(weights) * index.rarity[key]
    table /= _lengths(table)
    _, vectors = np.linalg.eigh((table @ table.T).astype(np.float64))
    strongest = vectors[:, ::-1][:, :directions].astype(np.float32)
    words = table.T @ strongest
    words /= np.maximum(np.linalg.norm(words, axis=0), 1e-9)
    entries = table @ words
    entries /= _lengths(entries)
    return Space({key: row for row, key in enumerate(keys)}, words, entries)


def _lengths(rows: Matrix) -> Matrix:
    lengths: Matrix = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return lengths


def _pack(space: Space) -> _Kept:
    """A space as it is kept."""
    halves = (part.astype(np.float16).tobytes() for part in (space.words, space.entries))
    return _Kept(list(space.place), *halves)


def _read(kept: _Kept) -> Space:
    words = np.frombuffer(kept.words, dtype=np.float16).astype(np.float32).reshape(len(kept.keys), -1)
    entries = np.frombuffer(kept.entries, dtype=np.float16).astype(np.float32).reshape(-1, words.shape[1])
    return Space({key: row for row, key in enumerate(kept.keys)}, words, entries)


class Direction(NamedTuple):
    """A question as a direction of the space; of length one, or zero where it has no known word."""

    space: Space
    held: Index
    vector: Matrix

    def ranked(self) -> list[tuple[int, float]]:
        """Entries by the cosine of their angle to the question, the nearest first; those far off are left out."""
        cosines = self.space.entries @ self.vector
        order = np.argsort(-cosines, kind="stable")
        return [(int(place), float(cosines[place])) for place in order if cosines[place] > _FAR]

    def why(self, *texts: Text) -> Text:
        """The words of some texts that lie nearest to the question, in each language."""
        chinese = self._nearest([token for text in texts for token in tokens(text.zh)])
        english = self._nearest([token for text in texts for token in tokens(text.en)])
        return Text("意思相近：" + "、".join(chinese), "near in meaning: " + ", ".join(english))

    def _nearest(self, found: list[Token]) -> list[str]:
        """The nearest first; pairs of characters that overlap are one word."""
        near = [
            (token.shown.casefold(), self._worth(token)) for token in found if not token.key.startswith("'")
        ]
        floor = max((worth for _, worth in near), default=0.0) / 2
        words: dict[str, float] = {}
        last = ""
        for shown, worth in near:
            if worth <= floor:
                last = ""
                continue
            grows = last and not shown.isascii() and len(shown) == 2 and last[-1] == shown[0]
            word = last + shown[1] if grows else shown
            words[word] = max(worth, words.pop(last, 0.0) if grows else words.get(word, 0.0))
            last = word
        return sorted(words, key=lambda word: -words[word])[:_NAMED]

    def _worth(self, token: Token) -> float:
        row = self.space.place.get(token.key)
        if row is None:
            return 0.0
        return float(self.space.words[row] @ self.vector) * self.held.rarity[token.key]


def ask(space: Space, index: Index, query: str) -> Direction:
    """Put a question, in either language, into a space."""
    vector: Matrix = np.zeros(space.words.shape[1], dtype=np.float32)
    for token in question(query):
        row = space.place.get(token.key)
        if row is not None:
            vector += space.words[row] * np.float32(index.rarity[token.key] * token.weight)
    length = float(np.linalg.norm(vector))
    return Direction(space, index, vector / np.float32(length) if length else vector)
