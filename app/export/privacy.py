"""Everything about a person, written to one archive."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.export.results import reps_csv
from app.files import PRIVATE, replaced, safe_name
from app.session.file import to_json
from app.store import NOBODY
from app.store.rows.regimens import regimen_json

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import KeptStanding, Person, SetNote, Store

_README = """Everything that Hip Drill keeps about {alias}.

person.json              name, goal, notes, quiet standing (the zero of hip flexion)
plan.json                drills, levels, sets, reps and targets of the plan, if there is one
sessions/DATE-ID/        one folder per session:
    session.json         reps, measures, warnings (docs/session-format.md)
    reps.csv             one row per rep
    angles.csv           one row per frame, if kept
    landmarks.csv        the estimator's points in metres, one row per frame, if kept
    note.json            pain, why the set ended and the note, if given
    drawings.json        angles and lines drawn on its video by hand, pixels, if there are any
    still.jpg            the picture of the best clean rep, if it was allowed
    video.mp4            the video of the set, if it was kept
bin/                     the same for deleted sessions that can still be put back
"""


def export_person(store: Store, alias: str | None, path: Path) -> Path:
    """Write everything kept about a person as one zip archive that only the owner can read.

    Parameters
    ----------
    store
        The open store.
    alias
        The person's name; ``None``: all sessions without one.
    path
        The archive; its folder is created if necessary.

    Raises
    ------
    StoreError
        NOT_FOUND if there is no such person.
    OSError
        If the archive cannot be written; an earlier one is unchanged.
    """
    person = None if alias is None else store.person(alias)
    whose = NOBODY if person is None else person.alias
    own = (("sessions", store.sessions(whose)), ("bin", store.bin(whose)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        replaced(path, PRIVATE) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        who = "sessions without a name" if person is None else person.alias
        archive.writestr("README.txt", _README.format(alias=who))
        if person is not None:
            archive.writestr("person.json", _json(_person(person, store.standing(person.alias))))
            regimen = store.regimen(person.alias)
            if regimen is not None:
                archive.writestr("plan.json", _json(regimen_json(regimen)))
        for place, rows in own:
            for row in rows:
                folder = safe_name(f"{row.created[:10]}-{row.id[:12]}")
                _add_session(archive, store, row.id, f"{place}/{folder}")
    return path


def _add_session(archive: zipfile.ZipFile, store: Store, session_id: str, folder: str) -> None:
    session = store.session(session_id)
    archive.writestr(f"{folder}/session.json", _json(to_json(session)))
    archive.writestr(f"{folder}/reps.csv", reps_csv(session))
    series = store.series(session_id)
    if series is not None:
        archive.writestr(f"{folder}/angles.csv", series.to_csv())
        if series.landmarks_m is not None:
            archive.writestr(f"{folder}/landmarks.csv", series.landmarks_csv())
    note, still = store.note(session_id), store.still(session_id)
    if note is not None:
        archive.writestr(f"{folder}/note.json", _json(_note(note)))
    if still is not None:
        archive.writestr(f"{folder}/still.jpg", still[1])
    if drawn := store.drawings(session_id):
        archive.writestr(f"{folder}/drawings.json", _json(drawn))
    video = store.video(session_id)
    if video is not None:  # stored as it is: it is already compressed
        archive.write(video, f"{folder}/video.mp4", zipfile.ZIP_STORED)


def _person(person: Person, standing: KeptStanding | None) -> dict[str, object]:
    data = asdict(person)
    del data["id"]
    return data | {"standing": None if standing is None else asdict(standing)}


def _note(note: SetNote) -> dict[str, object]:
    return asdict(note)


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
