"""The page of people, history and trends."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.export.privacy import export_person
from app.gui import style
from app.gui.background import BackgroundTask
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.practice.summary_model import folder_name
from app.progress.page_model import (
    HISTORY_HEADINGS,
    NOBODY,
    Snapshot,
    adherence_words,
    compared_words,
    course_label,
    first_trend,
    goal_band,
    load,
    load_video,
    row_cells,
    side_words,
    trend_label,
    trend_words,
)
from app.store import Person, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.progress.trend_plot import TrendPlot
    from app.gui.services import Services
    from app.store import SessionRow
    from app.trends.progress import Course, Trend

_NEW = "New person…"
LEAST_HEIGHT_PX = 200
_log = logging.getLogger(__name__)


class ProgressPage(QStackedWidget):
    """Loading, empty, or a person's figures; the store is only touched in the background.

    Signals
    -------
    told
        One line for the user, and whether it is bad news; "" takes it back.
    person_chosen
        The name, "" for none.
    practise_asked
        The user wants to begin.
    review_asked
        The `KeptVideo` that the user wants to look at.
    """

    told = pyqtSignal(str, bool)
    person_chosen = pyqtSignal(str)
    practise_asked = pyqtSignal()
    review_asked = pyqtSignal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._task: BackgroundTask | None = None
        self._snapshot: Snapshot | None = None
        self._plot: TrendPlot | None = None
        self.alias: str | None = None
        self.goal = "everyday"
        self.person = QComboBox()
        self.person.setAccessibleName("Person")
        self.person.setMinimumContentsLength(14)
        self.course, self.measure = QComboBox(), QComboBox()
        self.course.setAccessibleName("Drill and side")
        self.measure.setAccessibleName("Measure")
        self.history = QTableWidget(0, len(HISTORY_HEADINGS))
        self.compare_button = style.button("Compare two", "small")
        self.review_button = style.button("Review", "small", "Look at the kept video")
        self.report_button = style.button("Report…", "small")
        self.delete_button = style.button("Delete", "small")
        self.forget_button = style.button("Delete video", "small", "The session stays")
        self.begin_button = style.button("Practise a set", "primary")
        self._figures = [(style.label("number"), style.label("quiet")) for _ in range(4)]
        self._said = style.label("", wrap=True)
        self._empty_words = style.label("lead", wrap=True)
        self._whole, self._empty = QWidget(), QWidget()
        self._body = QStackedWidget()
        self._build()
        self._connect()

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._snapshot

    def refresh(self) -> None:
        """Read the store anew."""
        open_store, alias, goal = self._services.open_store, self.alias, self.goal
        self._run(lambda: load(open_store, alias, goal, date.today()), self._show)

    def choose_person(self, alias: str | None) -> None:
        """Show another person."""
        self.alias = alias
        self.person_chosen.emit(alias or "")
        self.refresh()

    def finish_work(self) -> None:
        """Let what is under way come to its end."""
        if self._task is not None:
            self._task.abandon()

    # -- showing

    def _show(self, snapshot: object) -> None:
        if not isinstance(snapshot, Snapshot):
            return
        self._snapshot = snapshot
        self._fill_people(snapshot)
        self._fill_history(snapshot)
        for (number, words), found in zip(
            self._figures, adherence_words(snapshot.progress.adherence), strict=True
        ):
            number.setText(found[0])
            words.setText(found[1])
        who = f"of {snapshot.alias}" if snapshot.alias else "yet"
        self._empty_words.setText(
            f"There is no session {who}. After the first set you will see here how far the hip "
            "went without the back, and from the second on what has changed."
        )
        self._body.setCurrentWidget(self._whole if snapshot.rows else self._empty)
        self.course.blockSignals(True)
        self.course.clear()
        for course in snapshot.progress.courses:
            self.course.addItem(course_label(course), course)
        self.course.blockSignals(False)
        self._show_course()

    def _fill_people(self, snapshot: Snapshot) -> None:
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem(NOBODY, None)
        names = [person.alias for person in snapshot.people]
        if snapshot.alias is not None and snapshot.alias not in names:
            names.append(snapshot.alias)
        for name in names:
            self.person.addItem(name, name)
        self.person.insertSeparator(self.person.count())
        self.person.addItem(_NEW, _NEW)
        self.person.setCurrentIndex(max(0, self.person.findData(snapshot.alias)))
        self.person.blockSignals(False)
        self.person_menu.setEnabled(snapshot.alias in [one.alias for one in snapshot.people])

    def _fill_history(self, snapshot: Snapshot) -> None:
        self.history.setRowCount(len(snapshot.rows))
        for line, row in enumerate(snapshot.rows):
            for place, words in enumerate(_cells_of(row, snapshot)):
                item = QTableWidgetItem(words)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                self.history.setItem(line, place, item)
        self._on_selected()

    def _show_course(self) -> None:
        course = self._chosen_course()
        self.measure.blockSignals(True)
        self.measure.clear()
        if course is not None:
            for trend in course.trends:
                self.measure.addItem(trend_label(trend), trend)
            self.measure.setCurrentIndex(first_trend(course) if course.trends else -1)
        self.measure.blockSignals(False)
        self._show_trend()

    def _show_trend(self) -> None:
        course, trend = self._chosen_course(), self._chosen_trend()
        snapshot = self._snapshot
        if course is None or trend is None or snapshot is None:
            self._said.setText("No clean rep was measured yet." if snapshot is not None else "")
            if self._plot is not None:
                self._plot.hide()
            return
        if self._plot is None:
            from app.gui.progress.trend_plot import TrendPlot  # plotting is slow to import

            self._plot = TrendPlot(self)
            self._plot.setMinimumHeight(LEAST_HEIGHT_PX)
            self._trend_column.insertWidget(1, self._plot, 1)
        self._plot.show()
        self._plot.show_trend(trend, goal_band(course, trend.measure, snapshot.goal))
        said = (*trend_words(trend), *side_words(snapshot.progress, course, trend.measure))
        self._said.setText("\n".join(said))

    def _chosen_course(self) -> Course | None:
        found = self._snapshot.progress.courses if self._snapshot is not None else ()
        row = self.course.currentIndex()
        return found[row] if 0 <= row < len(found) else None

    def _chosen_trend(self) -> Trend | None:
        course, row = self._chosen_course(), self.measure.currentIndex()
        return course.trends[row] if course is not None and 0 <= row < len(course.trends) else None

    # -- acting

    def _selected(self) -> list[str]:
        rows = sorted({index.row() for index in self.history.selectedIndexes()})
        return [self._snapshot.rows[row].id for row in rows] if self._snapshot is not None else []

    def _on_selected(self) -> None:
        ids = self._selected()
        number, films = len(ids), self._snapshot.videos if self._snapshot is not None else ()
        has_video = any(one in films for one in ids)
        self.review_button.setEnabled(number == 1 and has_video)
        self.forget_button.setVisible(has_video)
        self.compare_button.setEnabled(number == 2)
        self.report_button.setEnabled(number == 1)
        self.delete_button.setEnabled(number >= 1)

    def compare_selected(self) -> None:
        """Say how two sessions differ."""
        ids = self._selected()
        if self._snapshot is not None and len(ids) == 2:
            self._said.setText(compared_words(self._snapshot, (ids[0], ids[1])))

    def review_selected(self) -> None:
        """Look at the kept video of one session."""
        ids = self._selected()
        if len(ids) == 1:
            open_store = self._services.open_store
            self._run(lambda: load_video(open_store, ids[0]), self.review_asked.emit)

    def report_selected(self) -> None:
        """Save the report of one session."""
        ids = self._selected()
        folder = QFileDialog.getExistingDirectory(self, "Save the report in") if ids else ""
        if folder:
            services, session_id = self._services, ids[0]

            def work() -> Path:
                with services.open_store() as store:
                    session, series = store.session(session_id), store.series(session_id)
                if series is None:
                    raise ValueError("the angles of this session were not kept")
                where = Path(folder) / folder_name(session)
                services.save(session, series, where)
                return where

            self._run(work, lambda where: self.told.emit(f"Saved in {where}.", False))

    def delete_selected(self) -> None:
        """Delete sessions for good, after asking."""
        ids = self._selected()
        what = "this session" if len(ids) == 1 else f"these {len(ids)} sessions"
        if not ids or not self._is_sure(f"Delete {what} for good?"):
            return
        open_store = self._services.open_store

        def work() -> None:
            with open_store() as store:
                for session_id in ids:
                    store.delete_session(session_id)

        self._run(work, lambda _result: self.refresh())

    def forget_selected(self) -> None:
        """Delete the videos of sessions for good, after asking; the sessions stay."""
        ids = self._selected()
        if not ids or not self._is_sure("Delete the video for good? Angles and counts stay."):
            return
        open_store = self._services.open_store

        def work() -> None:
            with open_store() as store:
                for session_id in ids:
                    store.delete_video(session_id)

        self._run(work, lambda _result: self.refresh())

    def add_person(self) -> None:
        """Ask for a name and add a person."""
        name, given = QInputDialog.getText(
            self, _NEW, "A name, any name: it need not be the real one."
        )
        if not given or not name.strip():
            self.refresh()
            return
        open_store, goal = self._services.open_store, self.goal

        def work() -> str:
            with open_store() as store:
                return store.put_person(Person(name, goal)).alias

        self._run(work, lambda alias: self.choose_person(str(alias)))

    def export_all(self) -> None:
        """Save everything about the person as one archive."""
        alias = self.alias
        if alias is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self, "Save everything about this person", "hipdrill-export.zip", "*.zip"
        )
        if path:
            open_store = self._services.open_store

            def work() -> Path:
                with open_store() as store:
                    return export_person(store, alias, Path(path))

            self._run(work, lambda where: self.told.emit(f"Saved as {where}.", False))

    def delete_person(self) -> None:
        """Delete a person with everything, after asking."""
        alias = self.alias
        question = f"Delete {alias} and all sessions for good? This cannot be undone."
        if alias is None or not self._is_sure(question):
            return
        open_store = self._services.open_store

        def work() -> None:
            with open_store() as store:
                store.delete_person(alias)

        self._run(work, lambda _result: self.choose_person(None))

    def _is_sure(self, question: str) -> bool:
        answer = QMessageBox.question(self, "Hip Drill", question)
        return answer == QMessageBox.StandardButton.Yes

    def _on_person(self, row: int) -> None:
        chosen = self.person.itemData(row)
        if chosen == _NEW:
            self.add_person()
        else:
            self.choose_person(chosen if isinstance(chosen, str) else None)

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Do one thing with the store in the background; the newest wish is told the answer."""
        if self._task is not None:
            self._task.abandon()
        self._task = BackgroundTask(work, "progress", self)
        self._task.done.connect(then)
        self._task.failed.connect(self._on_failed)
        self._task.start()

    def _on_failed(self, error: object) -> None:
        if not isinstance(error, StoreError | OSError | ValueError):
            _log.error("progress could not be shown: %r", error)
        line = str(error)
        self.told.emit(f"{line[:1].upper()}{line[1:]}.", True)

    # -- building

    def _connect(self) -> None:
        self.person.activated.connect(self._on_person)
        self.course.currentIndexChanged.connect(lambda _row: self._show_course())
        self.measure.currentIndexChanged.connect(lambda _row: self._show_trend())
        self.history.itemSelectionChanged.connect(self._on_selected)
        self.compare_button.clicked.connect(lambda: self.compare_selected())
        self.review_button.clicked.connect(lambda: self.review_selected())
        self.forget_button.clicked.connect(lambda: self.forget_selected())
        self.report_button.clicked.connect(lambda: self.report_selected())
        self.delete_button.clicked.connect(lambda: self.delete_selected())
        self.begin_button.clicked.connect(lambda: self.practise_asked.emit())

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        top = flow(
            style.label("title", "Progress"),
            style.label("", "Person"),
            self.person,
            self._person_menu(),
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

    def _person_menu(self) -> QPushButton:
        menu = QMenu()
        menu.addAction("Save everything…", self.export_all)
        menu.addAction("Delete everything…", self.delete_person)
        tip = "Everything kept about this person"
        self.person_menu = style.menu_button("Data", menu, "small", tip)
        return self.person_menu

    def _build_empty(self) -> None:
        frame, column = style.card(40, 14)
        column.addStretch(1)
        column.addWidget(style.label("title", "Here your progress will stand", wrap=True))
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
        body.addWidget(self._trend_card(), 4)
        body.addWidget(self._history_card(), 5)
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

    def _trend_card(self) -> QFrame:
        frame, self._trend_column = style.card(14)
        row = QHBoxLayout()
        for box in (self.course, self.measure):
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            row.addWidget(box, 1)
        self._trend_column.addLayout(row)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._trend_column.addWidget(self._said)
        return frame

    def _history_card(self) -> QFrame:
        frame, column = style.card(14)
        self.history.setHorizontalHeaderLabels(HISTORY_HEADINGS)
        self.history.setAccessibleName("History")
        self.history.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.history.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.history.setTabKeyNavigation(False)
        self.history.setShowGrid(False)
        self.history.setMinimumHeight(LEAST_HEIGHT_PX)
        header, side = self.history.horizontalHeader(), self.history.verticalHeader()
        if header is not None and side is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setStretchLastSection(True)
            side.setVisible(False)
        column.addLayout(
            flow(
                _heading("History"),
                self.compare_button,
                self.review_button,
                self.report_button,
                self.delete_button,
                self.forget_button,
                spacing_px=6,
            )
        )
        column.addWidget(self.history, 1)
        return frame


def _figure(number: QLabel, words: QLabel) -> QWidget:
    """Return a figure beside what it counts, as one widget that stays together."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(number)
    row.addWidget(words)
    return made


def _cells_of(row: SessionRow, snapshot: Snapshot) -> tuple[str, ...]:
    return row_cells(row, has_video=row.id in snapshot.videos)


def _heading(words: str) -> QLabel:
    return style.label("heading", words)
