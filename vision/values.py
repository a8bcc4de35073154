"""Frozen values with some of their fields changed."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import replace as replace  # a type checker knows its fields

    Slot = tuple[str, Callable[[Any], Any], Callable[[Any, Any], None]]
else:

    def replace(value, /, **changes):
        """Return a copy of a dataclass with slots, with some fields changed.

        Like ``dataclasses.replace``, in half the time: forty states are copied per frame. Does not
        call ``__post_init__``.

        Raises
        ------
        TypeError
            If it has no such field.
        """
        copy = object.__new__(type(value))
        for name, get, put in _slots(type(value)):
            put(copy, changes.pop(name) if name in changes else get(value))
        if changes:
            raise TypeError(f"{type(value).__name__} has no {', '.join(changes)}")
        return copy


@cache
def _slots(kind: Any) -> tuple[Slot, ...]:
    slots = [(field.name, getattr(kind, field.name)) for field in fields(kind)]
    return tuple((name, slot.__get__, slot.__set__) for name, slot in slots)
