"""People in the database."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.store.database import Database
from app.store.errors import StoreError, StoreTrouble
from app.store.folder import ASIDE_ENDING, BEFORE_GLOB
from app.store.records import clean_alias
from app.store.rows.reading import PERSON_ID, read_people, read_standing, writable
from app.store.rows.regimens import read_regimen, write_regimen
from app.store.rows.writing import write_person

if TYPE_CHECKING:
    from app.store.records import KeptStanding, Person
    from drills.regimen import Regimen


class PeopleTable(Database):
    """What is stored about the people themselves."""

    def people(self) -> tuple[Person, ...]:
        """Return everybody, by name."""
        with self._look() as connection:
            return read_people(connection)

    def person(self, alias: str) -> Person:
        """Return one person; differences of case and of the encoding of accents are ignored."""
        typed = writable(alias)
        with self._look() as connection:
            people = read_people(connection, f"WHERE id = ({PERSON_ID})", typed)
        if not people:
            raise StoreError(
                StoreTrouble.NOT_FOUND, f"nobody is called {alias!r}",
                "see hipdrill sessions for the names",
            )  # fmt: skip
        return people[0]

    def standing(self, alias: str) -> KeptStanding | None:
        """Return a person's zero of hip flexion, from the latest session that saw it."""
        with self._look() as connection:
            return read_standing(connection, alias)

    def regimen(self, alias: str) -> Regimen | None:
        """Return the plan that was set for a person, ``None`` if none was."""
        with self._look() as connection:
            return read_regimen(connection, alias)

    def set_regimen(self, alias: str, regimen: Regimen | None) -> None:
        """Replace the plan of a person.

        Parameters
        ----------
        alias
            The person's name.
        regimen
            The new plan; ``None`` removes the old one.

        Raises
        ------
        StoreError
            NOT_FOUND if there is no such person.
        """
        number = self.person(alias).id
        if number is not None:
            with self._change() as connection:
                write_regimen(connection, number, regimen)

    def put_person(self, person: Person) -> Person:
        """Add a person (without ``id``) or change one (with it); return what is stored.

        Raises
        ------
        ValueError
            If the name is empty.
        StoreError
            UNUSABLE if the name is taken.
        """
        alias = clean_alias(person.alias)
        with self._change() as connection:
            same = connection.execute(
                "SELECT id FROM people WHERE person_key(alias) = person_key(?)", (alias,)
            ).fetchall()
            if same and (person.id,) not in same:
                raise StoreError(
                    StoreTrouble.UNUSABLE, f"the name {alias!r} is taken", "choose another name"
                )
            return write_person(connection, replace(person, alias=alias))

    def delete_person(self, alias: str) -> int:
        """Delete a person with all sessions and videos permanently; return how many sessions.

        What was read from their videos goes too. The freed pages are overwritten (secure_delete),
        the file is rewritten (VACUUM), and the write-ahead log is emptied. Backups, damaged files
        and what a restored backup has replaced hold the same data and are removed.
        """
        person = self.person(alias)
        with self._look() as connection:
            ids = connection.execute("SELECT id FROM sessions WHERE person_id = ?", (person.id,))
            own = [row[0] for row in ids.fetchall()]
        self._forget_looks(own)
        for session_id in own:
            self.delete_video(session_id)
        with self._change() as connection:
            deleted = connection.execute(
                "DELETE FROM sessions WHERE person_id = ?", (person.id,)
            ).rowcount
            connection.execute("DELETE FROM people WHERE id = ?", (person.id,))
        self._forget()
        for pattern in (BEFORE_GLOB, f"*{ASIDE_ENDING}"):
            for path in self.path.parent.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        return int(deleted)
