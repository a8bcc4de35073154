"""The zero of hip flexion as it is kept with the person."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.store import Store, StoreError, data_folder
from app.store.folder import DATABASE_NAME

if TYPE_CHECKING:
    from app.run.pipeline import Settings


def with_kept_zero(settings: Settings, person: str | None) -> Settings:
    """Return the settings with the zero that is kept with a person, if there is one.

    A store that cannot be read costs only that.
    """
    if person is None or not (data_folder() / DATABASE_NAME).exists():
        return settings
    with suppress(StoreError), Store.open_to_read() as store:
        kept = store.standing(person)
        return settings if kept is None else replace(settings, kept_standing_deg=kept.deg)
    return settings
