"""What can be done with all of a person's data: save, rename, merge, delete; plan and bin."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QInputDialog, QMenu, QWidget

from app.export.privacy import export_person
from app.gui import style
from app.gui.inputs.person_box import NOBODY
from app.gui.progress.bin_dialog import BinDialog
from app.gui.progress.plan_dialog import PlanDialog
from app.gui.widgets.dialogs import ask_folder, ask_new_file, is_sure
from app.progress import changes, reports
from app.progress.page_model import delete_question

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.gui.people import People
    from app.gui.progress.store_work import StoreWork
    from app.progress.page_model import Snapshot
    from app.store import Store


class PersonMenu(QObject):
    """The button *Data* with its menu.

    Parameters
    ----------
    people
        Knows who is chosen.
    work
        Runs what is asked for, in the background.
    parent
        Dialogs appear in front of it.

    Signals
    -------
    told
        One line for the user.
    changed
        The store has changed.
    plan_changed
        The person's plan has changed.
    print_asked
        The title and the bytes of a PDF that is to be printed.
    """

    told = pyqtSignal(str)
    changed = pyqtSignal()
    plan_changed = pyqtSignal()
    print_asked = pyqtSignal(str, object)

    def __init__(self, people: People, work: StoreWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._people, self._work, self._above = people, work, parent
        self._snapshot: Snapshot | None = None
        self._menu = QMenu()
        tip = "Everything that is stored about this person"
        self.button = style.menu_button("Data", self._menu, "small", tip)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Offer what can be done with a person's data, or with the sessions without a name."""
        self._snapshot = snapshot
        is_person = snapshot.alias in [person.alias for person in snapshot.people]
        self._menu.clear()
        self._menu.addAction("Save everything…", self.export_all)
        if is_person:
            if snapshot.rows:
                self._menu.addAction("Progress report…", self.save_report)
                self._menu.addAction("Print progress…", self.print_report)
            self._menu.addAction("Rename…", self.rename)
        if snapshot.in_bin:
            self._menu.addAction(f"Bin ({len(snapshot.in_bin)})…", self.open_bin)
        self._menu.addAction("Delete everything…", self.delete_all)
        self.button.setEnabled(is_person or bool(snapshot.rows or snapshot.in_bin))

    # -- plan and bin

    def open_plan(self) -> None:
        """Let the user set or change the person's plan."""
        snapshot = self._snapshot
        if snapshot is None or snapshot.alias is None:
            return
        alias = snapshot.alias
        regimen = None if snapshot.plan is None else snapshot.plan.regimen
        dialog = PlanDialog(alias, snapshot.goal, regimen, self._above)

        def keep() -> None:
            wanted = dialog.regimen
            self._work.change(
                lambda store: store.set_regimen(alias, wanted), lambda _result: self._planned()
            )

        dialog.accepted.connect(keep)
        dialog.open()

    def _planned(self) -> None:
        self.changed.emit()
        self.plan_changed.emit()

    def open_bin(self) -> None:
        """Show the deleted sessions that can still be put back."""
        if self._snapshot is None:
            return
        dialog = BinDialog(self._snapshot.in_bin, self._above)
        dialog.back_asked.connect(self.take_back)
        dialog.gone_asked.connect(self._delete_for_good)
        dialog.open()

    def put_in_bin(self, ids: Iterable[str]) -> None:
        """Move sessions from the history to the bin."""
        chosen = tuple(ids)
        self._work.change(
            lambda store: store.put_in_bin(chosen, time.time()), lambda _result: self.changed.emit()
        )

    def take_back(self, ids: Iterable[str]) -> None:
        """Move sessions from the bin back to the history."""
        chosen = tuple(ids)

        def then(number: object) -> None:
            if number != len(chosen):
                self.told.emit(
                    "Sessions whose video has been analysed again stay in the bin: they would "
                    "count twice."
                )
            self.changed.emit()

        self._work.change(lambda store: store.take_from_bin(chosen), then)

    def _delete_for_good(self, ids: tuple[str, ...]) -> None:
        self._work.change(
            lambda store: store.delete_sessions(ids), lambda _result: self.changed.emit()
        )

    # -- the report of all sessions

    def save_report(self) -> None:
        """Save the person's progress as PDF and HTML, in a folder that is asked for."""
        alias = self._people.chosen
        folder = ask_folder(self._above, "Save the progress report in") if alias else None
        if alias is not None and folder is not None:
            self._work.read(
                partial(reports.save_progress, alias=alias, today=date.today(), folder=folder),
                lambda paths: self.told.emit(f"Saved as {paths}."),
            )

    def print_report(self) -> None:
        """Print the person's progress."""
        alias = self._people.chosen
        if alias is not None:
            self._work.read(
                partial(reports.progress_pdf, alias=alias, today=date.today()),
                lambda pdf: self.print_asked.emit(f"Progress of {alias}", pdf),
            )

    # -- everything

    def rename(self) -> None:
        """Give a person another name; if it is taken, offer to merge the two people."""
        alias = self._people.chosen
        if alias is None:
            return
        name, given = QInputDialog.getText(self._above, f"Rename {alias}", "New name", text=alias)
        wanted = " ".join(name.split())
        if not given or not wanted or wanted == alias:
            return
        others = {name.casefold(): name for name in self._people.names if name != alias}
        taken = others.get(wanted.casefold())
        if taken is None:
            self._work.change(lambda store: changes.rename(store, alias, wanted), self._take_person)
            return
        question = (
            f"There is already somebody called {taken}. Give all sessions of {alias} to {taken} "
            f"and remove the name {alias}? If {taken} has no plan, the plan of {alias} is moved "
            "too. This cannot be undone."
        )
        if is_sure(self._above, question, "Merge the two"):
            self._work.change(lambda store: changes.merge(store, alias, taken), self._take_person)

    def export_all(self) -> None:
        """Save everything about the person, or all sessions without a name, as one archive."""
        alias = self._people.chosen
        stem = "".join(c if c.isalnum() else "-" for c in alias or "without-a-name")
        name = f"hipdrill-{stem}-{date.today().isoformat()}.zip"
        path = ask_new_file(self._above, f"Save everything: {alias or NOBODY}", name, "*.zip")
        if path is not None:
            self._work.read(
                partial(_export, alias=alias, path=path),
                lambda where: self.told.emit(f"Saved as {where}."),
            )

    def delete_all(self) -> None:
        """Delete a person and all their data, or all sessions without a name, after asking."""
        alias = self._people.chosen
        question = delete_question(self._snapshot, alias)
        if is_sure(self._above, question, "Delete everything"):
            self._work.change(
                lambda store: changes.delete_all_of(store, alias), lambda _result: self._gone()
            )

    def _gone(self) -> None:
        self._people.guess(None)
        self.changed.emit()

    def _take_person(self, alias: object) -> None:
        self._people.choose(str(alias))
        self._planned()


def _export(store: Store, alias: str | None, path: Path) -> Path:
    return export_person(store, alias, path)
