"""Small phrases that all reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMED_REPS = 6
"""This many reps are listed by number; a longer list ends in "and N more"."""
_MOST_CHARACTERS = 90


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 rep" or "3 reps".

    Parameters
    ----------
    number
        How many.
    noun
        In the singular; its plural must end in -s.
    """
    return f"{number} {plural(number, noun)}"


def plural(number: int, noun: str) -> str:
    """Return the form of a noun that goes with a number: "rep" or "reps".

    Parameters
    ----------
    number
        How many.
    noun
        In the singular; its plural must end in -s.
    """
    return noun if number == 1 else f"{noun}s"


def joined_reps(numbers: Sequence[int]) -> str:
    """Return "rep 3", "reps 3 and 5" or "reps 1, 2, 3, 4, 5, 6 and 9 more"."""
    if len(numbers) == 1:
        return f"rep {numbers[0]}"
    named = [str(number) for number in numbers[:_NAMED_REPS]]
    rest = len(numbers) - len(named)
    last = f"{rest} more" if rest else named.pop()
    return f"reps {', '.join(named)} and {last}"


def shortened(items: Sequence[str], most: int = 40) -> tuple[str, ...]:
    """Return the items, or the first ones and a last line that counts what was left out.

    Parameters
    ----------
    items
        Lines of a list.
    most
        How many lines there may be, the last one included.
    """
    if len(items) <= most:
        return tuple(items)
    return (*items[: most - 1], f"and {len(items) - most + 1} more")


def clipped(text: str) -> str:
    """Cut a very long name in its middle: the ends of a file name say most."""
    half = _MOST_CHARACTERS // 2
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:half]}…{text[-half:]}"


def first_up(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


def first_down(text: str) -> str:
    """Return a text with a lower-case first letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]
