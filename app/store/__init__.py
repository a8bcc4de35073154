"""Stored sessions: one SQLite file in the user's data folder. See docs/storage.md."""

from app.store.errors import StoreError, StoreTrouble
from app.store.folder import data_folder
from app.store.records import (
    BIN_DAYS,
    NOBODY,
    ByHand,
    KeptStanding,
    MeasureSummary,
    Person,
    SessionRow,
    SessionState,
    SessionSummary,
    SetNote,
    SideSummary,
    StopReason,
    clean_alias,
    person_key,
)
from app.store.repository import Store

__all__ = [
    "BIN_DAYS",
    "NOBODY",
    "ByHand",
    "KeptStanding",
    "MeasureSummary",
    "Person",
    "SessionRow",
    "SessionState",
    "SessionSummary",
    "SetNote",
    "SideSummary",
    "StopReason",
    "Store",
    "StoreError",
    "StoreTrouble",
    "clean_alias",
    "data_folder",
    "person_key",
]
