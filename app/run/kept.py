"""What is stored with a person and matters to a run: the zero of hip flexion, and the plan."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.store import Store, StoreError, data_folder
from app.store.folder import DATABASE_NAME

if TYPE_CHECKING:
    from app.run.pipeline import Settings


def with_what_is_kept(settings: Settings, person: str | None) -> Settings:
    """Return the settings with the person's stored zero and plan.

    Parameters
    ----------
    settings
        The settings of the run.
    person
        The person's name; ``None`` returns the settings unchanged, as does a store that cannot be
        read.
    """
    if person is None or not os.path.exists(data_folder() / DATABASE_NAME):
        return settings
    with suppress(StoreError), Store.open_to_read() as store:
        kept, regimen = store.standing(person), store.regimen(person)
        zero_deg = settings.kept_standing_deg if kept is None else kept.deg
        return replace(settings, kept_standing_deg=zero_deg, regimen=regimen)
    return settings
