"""The page of people, history and trends."""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.export.privacy import export_person
from app.gui import style
from app.gui.background import BackgroundTask, line_of
from app.gui.inputs.person_box import NEW, NOBODY, PersonBox
from app.gui.progress.history_card import HistoryCard
from app.gui.progress.trend_card import TrendCard
from app.gui.widgets.dialogs import ask_folder, ask_new_file, is_sure
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.practice.summary_model import folder_name
from app.progress import changes
from app.progress.page_model import Snapshot, adherence_words, load, load_video, row_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.gui.people import People
    from app.gui.services import Services
    from app.store import Store

_log = logging.getLogger(__name__)


class ProgressPage(QStackedWidget):
    """Loading, empty, or a person's figures; the store is only touched in the background.

    A session that is deleted disappears at once and is deleted for good when the page is left:
    until then it can be had back.

    Signals
    -------
    told
        One line for the user, and whether it is bad news; "" takes it back.
    undo_offered
        One line, and the function that takes the deletion back.
    practise_asked
        The user wants to begin.
    review_asked
        The `KeptVideo` that the user wants to look at.
    """

    told = pyqtSignal(str, bool)
    undo_offered = pyqtSignal(str, object)
    practise_asked = pyqtSignal()
    review_asked = pyqtSignal(object)

    def __init__(self, services: Services, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._people = services, people
        self._task: BackgroundTask | None = None
        self._snapshot: Snapshot | None = None
        self._deleted: frozenset[str] = frozenset()
        self.goal = "everyday"
        self.person = PersonBox(people)
        self.trend = TrendCard()
        self.history = HistoryCard()
        self.begin_button = style.button("Practise a set", "primary")
        self._figures = [(style.label("number"), style.label("quiet")) for _ in range(4)]
        self._empty_words = style.label("lead", wrap=True)
        self._whole, self._empty = QWidget(), QWidget()
        self._body = QStackedWidget()
        self._build()
        self._connect()

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._snapshot

    @property
    def alias(self) -> str | None:
        """Whose figures are wanted."""
        return self._people.chosen

    def refresh(self) -> None:
        """Read the store anew."""
        read_store, alias, goal = self._services.read_store, self.alias, self.goal
        without = self._deleted
        self._run(lambda: load(read_store, alias, goal, date.today(), without), self._show)

    def leave(self) -> None:
        """Delete for good what was deleted here: the page is left."""
        ids, self._deleted = self._deleted, frozenset()
        if ids:
            self._change(partial(_delete, ids=ids), lambda _result: None)

    def shut_down(self) -> None:
        """Let what is under way come to its end."""
        self.leave()
        if self._task is not None:
            self._task.abandon()

    # -- showing

    def _show(self, snapshot: object) -> None:
        if not isinstance(snapshot, Snapshot):
            return
        self._snapshot = snapshot
        self._people.take_names(tuple(person.alias for person in snapshot.people))
        self.history.show_snapshot(snapshot)
        self.trend.show_snapshot(snapshot)
        for (number, words), found in zip(
            self._figures, adherence_words(snapshot.progress.adherence), strict=True
        ):
            number.setText(found[0])
            words.setText(found[1])
        who = f"{snapshot.alias} has" if snapshot.alias else "There are"
        self._empty_words.setText(
            f"{who} no sessions yet. After the first set this page shows how far the hip went "
            "while the back stayed still, and from the second one on what has changed."
        )
        self._body.setCurrentWidget(self._whole if snapshot.rows else self._empty)
        self._fill_person_menu(snapshot)

    def _fill_person_menu(self, snapshot: Snapshot) -> None:
        is_person = snapshot.alias in [person.alias for person in snapshot.people]
        self._menu.clear()
        self._menu.addAction("Save everything…", self.export_all)
        if is_person:
            self._menu.addAction("Rename…", self.rename_person)
        self._menu.addAction("Delete everything…", self.delete_all)
        self.person_menu.setEnabled(is_person or bool(snapshot.rows))

    # -- sessions

    def review_selected(self) -> None:
        """Look at the kept video of one session."""
        rows = self.history.selected
        if len(rows) == 1:
            read_store = self._services.read_store
            self._run(lambda: load_video(read_store, rows[0].id), self.review_asked.emit)

    def report_selected(self) -> None:
        """Save the report of one session."""
        rows = self.history.selected
        folder = ask_folder(self, "Save the report in") if rows else None
        if folder is None:
            return
        services, session_id = self._services, rows[0].id

        def work() -> Path:
            with services.read_store() as store:
                session, series = store.session(session_id), store.series(session_id)
            if series is None:
                raise ValueError("the angles of this session were not stored")
            where = folder / folder_name(session)
            services.save(session, series, where)
            return where

        self._run(work, lambda where: self.told.emit(f"Saved in {where}.", False))

    def delete_selected(self) -> None:
        """Delete sessions, after asking; until the page is left they can be had back."""
        rows = self.history.selected
        what = row_words(rows[0]) if len(rows) == 1 else f"{len(rows)} sessions"
        if not rows or not is_sure(self, f"Delete {what}?", "Delete"):
            return
        self.leave()
        self._deleted = frozenset(row.id for row in rows)
        self.refresh()
        self.undo_offered.emit(f"Deleted: {what}.", self.undo_delete)

    def undo_delete(self) -> None:
        """Have the sessions back that were deleted last."""
        self._deleted = frozenset()
        self.refresh()

    def forget_selected(self) -> None:
        """Delete the videos of sessions for good, after asking; the sessions stay."""
        rows = self.history.selected
        what = row_words(rows[0]) if len(rows) == 1 else f"{len(rows)} sessions"
        question = f"Delete the video of {what}? Angles and counts stay. This cannot be undone."
        if not rows or not is_sure(self, question, "Delete the video"):
            return

        def work(store: Store) -> None:
            for row in rows:
                store.delete_video(row.id)

        self._change(work, lambda _result: self.refresh())

    def move_selected(self, alias: str | None) -> None:
        """Give sessions to somebody else."""
        ids = [row.id for row in self.history.selected]
        if ids:
            words = f"Moved to {alias}." if alias else "Moved to the sessions without a name."

            def then(_result: object) -> None:
                self.told.emit(words, False)
                self.refresh()

            self._change(lambda store: changes.move(store, ids, alias), then)

    def _move_to_new(self) -> None:
        name, given = QInputDialog.getText(self, NEW, "Whose sessions are they?")
        if given and name.strip():
            self.move_selected(name)

    # -- people

    def rename_person(self) -> None:
        """Give a person another name; a name that is taken merges the two, after asking."""
        alias = self.alias
        if alias is None:
            return
        name, given = QInputDialog.getText(self, f"Rename {alias}", "New name", text=alias)
        wanted = " ".join(name.split())
        if not given or not wanted or wanted == alias:
            return
        others = {one.casefold(): one for one in self._people.names if one != alias}
        taken = others.get(wanted.casefold())
        if taken is None:
            self._change(lambda store: changes.rename(store, alias, wanted), self._take_person)
            return
        question = (
            f"There is already somebody called {taken}. Give all sessions of {alias} to {taken} "
            f"and remove the name {alias}? This cannot be undone."
        )
        if is_sure(self, question, "Merge the two"):
            self._change(lambda store: changes.merge(store, alias, taken), self._take_person)

    def export_all(self) -> None:
        """Save everything about the person, or all sessions without a name, as one archive."""
        alias = self.alias
        stem = "".join(c if c.isalnum() else "-" for c in alias or "without-a-name")
        name = f"hipdrill-{stem}-{date.today().isoformat()}.zip"
        path = ask_new_file(self, f"Save everything: {alias or NOBODY}", name, "*.zip")
        if path is None:
            return
        self.leave()
        read_store = self._services.read_store

        def work() -> Path:
            with read_store() as store:
                return export_person(store, alias, path)

        self._run(work, lambda where: self.told.emit(f"Saved as {where}.", False))

    def delete_all(self) -> None:
        """Delete a person with everything, or all sessions without a name, after asking."""
        alias = self.alias
        number = len(self._snapshot.rows) if self._snapshot is not None else 0
        who = f"{alias} and all {number} sessions" if alias else f"all {number} without a name"
        question = f"Delete {who}, with videos and notes? This cannot be undone."
        if not is_sure(self, question, "Delete everything"):
            return
        self._change(
            lambda store: changes.delete_all_of(store, alias), lambda _result: self._after_all()
        )

    def _after_all(self) -> None:
        self._people.guess(None)
        self.refresh()

    def _take_person(self, alias: object) -> None:
        self._people.choose(str(alias))
        self.refresh()

    # -- the store

    def _change(self, work: Callable[[Store], object], then: Callable[[object], None]) -> None:
        open_store = self._services.open_store

        def changed() -> object:
            with open_store() as store:
                return work(store)

        self._run(changed, then)

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Do one thing with the store in the background; the newest wish is told the answer."""
        if self._task is not None:
            self._task.abandon()
        self._task = BackgroundTask(work, "progress", self)
        self._task.done.connect(then)
        self._task.failed.connect(lambda error: self.told.emit(line_of(error), True))
        self._task.start()

    def _on_people(self) -> None:
        """Follow the person who was chosen anywhere in the window."""
        is_other = self._snapshot is None or self._snapshot.alias != self.alias
        if self.isVisible() and is_other:
            self.leave()
            self.refresh()

    # -- building

    def _connect(self) -> None:
        self._people.changed.connect(self._on_people)
        self.history.review_asked.connect(self.review_selected)
        self.history.report_asked.connect(self.report_selected)
        self.history.delete_asked.connect(self.delete_selected)
        self.history.forget_asked.connect(self.forget_selected)
        self.history.move_asked.connect(lambda name: self.move_selected(name or None))
        self.history.move_to_new_asked.connect(self._move_to_new)
        self.begin_button.clicked.connect(lambda: self.practise_asked.emit())

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        top = flow(
            style.label("title", "Progress"),
            style.label("", "Person"),
            self.person,
            self._person_button(),
        )
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._body, 1)
        for part in (self._whole, self._empty):
            part.setObjectName("page")
            self._body.addWidget(part)
        self._build_empty()
        self._build_whole()
        self.addWidget(page)

    def _person_button(self) -> QPushButton:
        self._menu = QMenu()
        tip = "Everything that is stored about this person"
        self.person_menu = style.menu_button("Data", self._menu, "small", tip)
        return self.person_menu

    def _build_empty(self) -> None:
        frame, column = style.card(40, 14)
        column.addStretch(1)
        column.addWidget(style.label("title", "Your progress will appear here", wrap=True))
        column.addWidget(self._empty_words)
        row = QHBoxLayout()
        row.addWidget(self.begin_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        layout = QVBoxLayout(self._empty)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _build_whole(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.trend, 4)
        body.addWidget(self.history, 5)
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(self._figure_card())
        inner.addLayout(body, 1)
        layout = QVBoxLayout(self._whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(sheet))

    def _figure_card(self) -> QFrame:
        frame, column = style.card(12)
        column.addLayout(flow(*(_figure(*one) for one in self._figures), spacing_px=40))
        return frame


def _delete(store: Store, ids: frozenset[str]) -> None:
    for session_id in ids:
        store.delete_session(session_id)


def _figure(number: QLabel, words: QLabel) -> QWidget:
    """Return a figure beside what it counts, as one widget that stays together."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(number)
    row.addWidget(words)
    return made
