"""The page with people, history and trends."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui import style
from app.gui.inputs.person_box import NEW, PersonBox
from app.gui.progress.history_card import HistoryCard
from app.gui.progress.note_dialog import NoteDialog
from app.gui.progress.person_menu import PersonMenu
from app.gui.progress.plan_section import PlanSection
from app.gui.progress.store_work import StoreWork
from app.gui.progress.trend_card import TrendCard
from app.gui.widgets.dialogs import agrees, ask_folder, is_sure
from app.gui.widgets.flow import Sheet, SideBySide, flow, scrolled
from app.gui.widgets.paper import print_asked, report_pdf
from app.practice.summary_model import folder_name
from app.progress import changes
from app.progress.history import row_words
from app.progress.page_model import (
    ROWS,
    Snapshot,
    adherence_words,
    load,
    load_first,
    load_video,
    nothing_yet,
)
from app.session.series import empty_series
from app.session.words import isolated
from app.store import BIN_DAYS, SetNote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.gui.people import People
    from app.gui.services import Services
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store import SessionRow, Store


class ProgressPage(QStackedWidget):
    """A person's figures, or what to do if there are none; reads the store in the background.

    Signals
    -------
    told
        One line for the user, and whether it is bad news; "" removes the line.
    undo_offered
        One line, and the function that undoes the deletion.
    practise_asked
        The user wants to begin.
    review_asked
        The `KeptVideo` that the user wants to look at.
    plan_changed
        The plan of the chosen person was set or changed.
    """

    told = pyqtSignal(str, bool)
    undo_offered = pyqtSignal(str, object)
    practise_asked = pyqtSignal()
    review_asked = pyqtSignal(object)
    plan_changed = pyqtSignal()

    def __init__(self, services: Services, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.wear(self)
        self._services, self._people = services, people
        self._snapshot: Snapshot | None = None
        self._most = ROWS
        self.work = StoreWork(services, self)
        self.goal = "everyday"
        self.person = PersonBox(people)
        self.menu = PersonMenu(people, self.work, self)
        self.plan = PlanSection()
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
        """What is shown; ``None`` until the store has been read."""
        return self._snapshot

    @property
    def alias(self) -> str | None:
        """Whose figures are wanted; ``None`` for the sessions without a name."""
        return self._people.chosen

    def refresh(self) -> None:
        """Read the store again; for another person, read the newest sessions first."""
        wanted = (self._services.read_store, self.alias, self.goal, date.today(), self._most)
        if self._snapshot is None or self._snapshot.alias != self.alias:
            whole = partial(self.work.run, partial(load, *wanted), self._show)
            self.work.run(partial(load_first, *wanted), partial(self._show_first, whole))
        else:
            self.work.run(partial(load, *wanted), self._show)

    def shut_down(self) -> None:
        """Let what is under way come to its end."""
        self.work.finish()

    # -- showing

    def _show_first(self, whole: Callable[[], None], snapshot: object) -> None:
        """Show the history, then have figures and trends read."""
        if isinstance(snapshot, Snapshot) and snapshot.alias == self.alias and snapshot.rows:
            self.history.show_snapshot(snapshot)
            self._body.setCurrentWidget(self._whole)
        whole()

    def _show(self, snapshot: object) -> None:
        if not isinstance(snapshot, Snapshot) or snapshot.alias != self.alias:
            return
        self._snapshot = snapshot
        self._people.take_names(tuple(person.alias for person in snapshot.people))
        self.history.show_snapshot(snapshot)
        self.trend.show_snapshot(snapshot)
        self.plan.show_snapshot(snapshot)
        self.menu.show_snapshot(snapshot)
        for (number, words), texts in zip(
            self._figures, adherence_words(snapshot.progress.adherence), strict=True
        ):
            number.setText(texts[0])
            words.setText(texts[1])
        self._empty_words.setText(nothing_yet(snapshot.alias))
        is_whole = bool(snapshot.rows)
        self._body.setCurrentWidget(self._whole if is_whole else self._empty)
        (self._plan_place if is_whole else self._empty_place).addWidget(self.plan)

    def _show_more(self) -> None:
        self._most += ROWS * 5
        self.refresh()

    # -- sessions

    def _one(self) -> SessionRow | None:
        rows = self.history.selected
        return rows[0] if len(rows) == 1 else None

    def review_selected(self) -> None:
        """Show the stored video of the selected session."""
        row = self._one()
        if row is not None:
            read_store = self._services.read_store
            self.work.run(lambda: load_video(read_store, row.id), self.review_asked.emit)

    def report_selected(self) -> None:
        """Save the report of the selected session, in a folder that is asked for."""
        row = self._one()
        folder = ask_folder(self, "Save the report in") if row is not None else None
        if folder is None or row is None:
            return
        services = self._services

        def work() -> Path:
            with services.read_store() as store:
                session, series = _with_angles(store, row.id)
            where = folder / folder_name(session)
            services.save(session, series, where)
            return where

        self.work.run(work, lambda where: self.told.emit(f"Saved in {where}.", False))

    def print_selected(self) -> None:
        """Print the report of the selected session."""
        row = self._one()
        if row is None:
            return
        services = self._services

        def work() -> bytes:
            with services.read_store() as store:
                session, series = _with_angles(store, row.id)
            return report_pdf(services.save, session, series)

        self.work.run(work, partial(self._print, row_words(row)))

    def _print(self, title: str, pdf: object) -> None:
        self.told.emit(*print_asked(self, title, pdf))

    def note_selected(self) -> None:
        """Let the user write or change the note on the selected session."""
        row = self._one()
        if row is not None:
            self.work.read(lambda store: store.note(row.id), partial(self._ask_note, row))

    def _ask_note(self, row: SessionRow, note: object) -> None:
        dialog = NoteDialog(row_words(row), note if isinstance(note, SetNote) else None, self)

        def keep() -> None:
            changed = dialog.note
            self.work.change(
                lambda store: store.set_note(row.id, changed), lambda _result: self.refresh()
            )

        dialog.accepted.connect(keep)
        dialog.open()

    def delete_selected(self) -> None:
        """Move the selected sessions to the bin, and offer to put them back."""
        rows = self.history.selected
        if not rows:
            return
        what = row_words(rows[0]) if len(rows) == 1 else f"{len(rows)} sessions"
        stays = "It stays" if len(rows) == 1 else "They stay"
        ids = tuple(row.id for row in rows)
        self.menu.put_in_bin(ids)
        self.undo_offered.emit(
            f"Deleted: {what}. {stays} in the bin (Data) for {BIN_DAYS} days.",
            lambda: self.menu.take_back(ids),
        )

    def forget_selected(self) -> None:
        """Delete the videos of the selected sessions for good, after asking; the sessions stay."""
        rows = self.history.selected
        what = row_words(rows[0]) if len(rows) == 1 else f"{len(rows)} sessions"
        question = f"Delete the video of {what}? Angles and counts are kept. This cannot be undone."
        if not rows or not is_sure(self, question, "Delete the video"):
            return

        def work(store: Store) -> None:
            for row in rows:
                store.delete_video(row.id)

        self.work.change(work, lambda _result: self.refresh())

    def move_selected(self, alias: str | None) -> None:
        """Give the selected sessions to somebody else, ``None`` for nobody."""
        ids = tuple(row.id for row in self.history.selected)
        if ids:
            self.work.read(lambda store: store.pictured(ids), partial(self._move, ids, alias))

    def _move(self, ids: tuple[str, ...], alias: str | None, pictured: object) -> None:
        """Move sessions; pictures are deleted unless the new person agrees to them."""
        films = tuple(pictured) if isinstance(pictured, frozenset) and alias is not None else ()
        if films and agrees(self, alias or ""):
            films = ()
        words = f"Moved to {isolated(alias)}." if alias else "Moved to the sessions without a name."

        def work(store: Store) -> None:
            store.forget_pictures(films)
            changes.move(store, ids, alias)

        def then(_result: object) -> None:
            self.told.emit(words, False)
            self.refresh()

        self.work.change(work, then)

    def _move_to_new(self) -> None:
        name, given = QInputDialog.getText(self, NEW, "Whose sessions are they?")
        if given and name.strip():
            self.move_selected(name)

    def _on_people(self) -> None:
        """Follow the person who was chosen anywhere in the window."""
        is_other = self._snapshot is None or self._snapshot.alias != self.alias
        if self.isVisible() and is_other:
            self._most = ROWS
            self.refresh()

    # -- building

    def _connect(self) -> None:
        self._people.changed.connect(self._on_people)
        self.work.failed.connect(lambda line: self.told.emit(line, True))
        self.menu.told.connect(lambda line: self.told.emit(line, False))
        self.menu.changed.connect(self.refresh)
        self.menu.plan_changed.connect(self.plan_changed)
        self.plan.change_asked.connect(self.menu.open_plan)
        self.history.review_asked.connect(self.review_selected)
        self.history.report_asked.connect(self.report_selected)
        self.history.note_asked.connect(self.note_selected)
        self.history.print_asked.connect(self.print_selected)
        self.menu.print_asked.connect(self._print)
        self.history.more_asked.connect(self._show_more)
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
            self.menu.button,
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
        layout.setSpacing(10)
        self._empty_place = QVBoxLayout()
        layout.addLayout(self._empty_place)
        layout.addWidget(frame, 1)

    def _build_whole(self) -> None:
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        self._plan_place = QVBoxLayout()
        inner.addWidget(self._figure_card())
        inner.addLayout(self._plan_place)
        inner.addWidget(SideBySide((self.trend, 4), (self.history, 5), spacing_px=12), 1)
        layout = QVBoxLayout(self._whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(sheet))

    def _figure_card(self) -> QFrame:
        frame, column = style.card(12)
        column.addLayout(flow(*(_figure(*figure) for figure in self._figures), spacing_px=40))
        return frame


def _with_angles(store: Store, session_id: str) -> tuple[Session, AngleSeries]:
    """Return a session and its angles, which are empty if none were stored."""
    return store.session(session_id), store.series(session_id) or empty_series()


def _figure(number: QLabel, words: QLabel) -> QWidget:
    """Return a number with what it counts beside it, as one widget so that they stay together."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(number)
    row.addWidget(words)
    return made
