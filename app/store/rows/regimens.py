"""A person's plan as one row: how it is written and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.store.rows.reading import PERSON_ID
from app.store.rows.writing import now_text
from drills.core.events import Drill
from drills.regimen import Exercise, Regimen
from vision.datatypes import Side

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def regimen_json(regimen: Regimen) -> dict[str, Any]:
    """Return a plan as a JSON object; targets are degrees."""
    return {
        "days_a_week": regimen.days_a_week,
        "note": regimen.note,
        "exercises": [
            {
                "drill": exercise.drill.value,
                "level": exercise.level,
                "side": None if exercise.side is None else exercise.side.value,
                "sets": exercise.sets,
                "reps": exercise.reps,
                "targets": {name: list(band) for name, band in exercise.targets.items()},
                "beyond": exercise.beyond,
            }
            for exercise in regimen.exercises
        ],
    }


def _regimen_from(data: Mapping[str, Any]) -> Regimen:
    exercises = tuple(
        Exercise(
            drill=Drill(exercise["drill"]),
            sets=int(exercise["sets"]),
            reps=int(exercise["reps"]),
            level=exercise["level"],
            side=None if exercise["side"] is None else Side(exercise["side"]),
            targets={
                str(name): (float(least), float(most))
                for name, (least, most) in exercise["targets"].items()
            },
            beyond=bool(exercise["beyond"]),
        )
        for exercise in data["exercises"]
    )
    return Regimen(exercises, int(data["days_a_week"]), str(data["note"]))


def read_regimen(connection: sqlite3.Connection, alias: str) -> Regimen | None:
    """Return the plan of a person, ``None`` if they have none.

    Parameters
    ----------
    connection
        The open database.
    alias
        The person's name.
    """
    row = connection.execute(
        f"SELECT document FROM regimens WHERE person_id = ({PERSON_ID})", (alias,)
    ).fetchone()
    return None if row is None else _regimen_from(json.loads(row[0]))


def write_regimen(connection: sqlite3.Connection, person_id: int, regimen: Regimen | None) -> None:
    """Replace the plan of a person.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    person_id
        Row id of the person.
    regimen
        The new plan; ``None`` removes the old one.
    """
    connection.execute("DELETE FROM regimens WHERE person_id = ?", (person_id,))
    if regimen is not None:
        text = json.dumps(regimen_json(regimen), ensure_ascii=False)
        connection.execute("INSERT INTO regimens VALUES (?, ?, ?)", (person_id, text, now_text()))
