"""How what is told to people is worded."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """`1 file`, `1,200 files`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def size(amount: int) -> str:
    """An amount of bytes, as people say it."""
    if amount < 1000:
        return count(amount, "byte")
    return f"{amount / 1e3:.1f} kB" if amount < 1e6 else f"{amount / 1e6:.1f} MB"
