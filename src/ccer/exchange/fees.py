"""Commission on turnover, each side (notice of 2 January 2025); to the fen, halves up."""

from __future__ import annotations

from .moment import Share


def commission(turnover: int, share: Share) -> int:
    """Commission on a turnover. [fen]

    An order is charged on all it has traded so far, less what it was charged already, so that many partial fills never cost more
    than one whole.

    Parameters
    ----------
    turnover : int
        [fen]
    share : tuple of int
        Numerator and denominator of the rate.
    """
    numerator, denominator = share
    return (2 * turnover * numerator + denominator) // (2 * denominator)


def cost(turnover: int, more: int, charged: int, share: Share) -> int:
    """What an order to buy that has traded ``turnover`` and was charged ``charged`` still needs for ``more``. [fen]"""
    return more + commission(turnover + more, share) - charged
