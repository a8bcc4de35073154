"""The progress of an analysis, and the list of all opened videos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QWidget

from app.gui import style
from app.gui.widgets.flow import fill_with_card, flow
from app.review.job import progress_words
from app.review.waiting import Queue, State

if TYPE_CHECKING:
    from app.review.job import ProgressNow

LEAST_LIST_PX = 150
STOP, BACK, ESC = "Stop and keep what is done", "Back to the clip", "  (Esc)"
_MARKS = {State.WAITING: "…", State.RUNNING: "▶", State.READY: "✓", State.FAILED: "✕"}
_KEY = Qt.ItemDataRole.UserRole


class BusySheet(QWidget):
    """The current analysis, a button to stop it, and the list if there are several videos.

    Signals
    -------
    show_asked, remove_asked
        The key of the video selected in the list: show it, or take it off.
    back_asked
        Back to the clip.
    """

    show_asked = pyqtSignal(int)
    remove_asked = pyqtSignal(int)
    back_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cancel_button = style.button(STOP + ESC)
        self.name = style.label("title", wrap=True)
        self.words = style.label("lead", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._title = style.label("heading", wrap=True)
        self.list = QListWidget()
        self.show_button = style.button("Show  (Enter)", "small")
        self.remove_button = style.button("Remove from the list  (Del)", "small")
        self.add_button = style.button("Add videos…  (O)", "small")
        self.back_button = style.button(BACK, "small")
        self._running: int | None = None
        self._build()
        self._connect()

    @property
    def chosen(self) -> int | None:
        """The key of the selected video, ``None`` if none is selected."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(_KEY))

    def show_queue(self, queue: Queue, *, has_clip: bool, is_awaited: bool) -> None:
        """Show what is waiting, what is ready and what failed.

        Parameters
        ----------
        queue
            The videos.
        has_clip
            Whether there is a clip to go back to.
        is_awaited
            Whether the user waits for an analysis: then Esc stops it; otherwise it goes back.
        """
        running = queue.running
        esc_stops = is_awaited or not has_clip
        self.cancel_button.setText(STOP + (ESC if esc_stops else ""))
        self.back_button.setText(BACK + ("" if esc_stops else ESC))
        of_one: tuple[QWidget, ...] = (self._bar, self.words, self.cancel_button)
        for widget in of_one:
            widget.setVisible(running is not None)
        if running is None:
            self.name.setText("Nothing is being analysed")
        elif running.key != self._running:
            self._begin(running.name)
        self._running = None if running is None else running.key
        several = len(queue.items) > 1 or (has_clip and running is None)
        of_all: tuple[QWidget, ...] = (
            self._title,
            self.list,
            self.show_button,
            self.remove_button,
        )
        for widget in of_all:
            widget.setVisible(several)
        self.back_button.setVisible(has_clip)
        self._title.setText(queue.title)
        self._fill(queue)

    def show_progress(self, now: ProgressNow) -> None:
        """Show how far the analysis is."""
        self.words.setText(progress_words(now))
        if now.length_s:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * min(1.0, now.done_s / now.length_s)))

    def _begin(self, name: str) -> None:
        self.name.setText(f"Analysing {name}")
        self.words.setText("One moment, loading the model")
        self._bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)

    def _fill(self, queue: Queue) -> None:
        """Fill the list anew; the selected video stays selected."""
        marked = self.chosen
        self.list.clear()
        for video in queue.items:
            item = QListWidgetItem(f"{_MARKS[video.state]}  {video.words}")
            item.setData(_KEY, video.key)
            item.setToolTip(str(video.request.path))
            self.list.addItem(item)
            if video.key == marked:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)

    def _ask(self, signal: object) -> None:
        if self.chosen is not None:
            signal.emit(self.chosen)  # type: ignore[attr-defined]

    def _connect(self) -> None:
        self.show_button.clicked.connect(lambda: self._ask(self.show_asked))
        self.remove_button.clicked.connect(lambda: self._ask(self.remove_asked))
        self.list.itemActivated.connect(lambda _item: self._ask(self.show_asked))
        self.back_button.clicked.connect(lambda: self.back_asked.emit())
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self._ask(self.remove_asked))

    def _build(self) -> None:
        self.list.setAccessibleName("Opened videos")
        self.list.setMinimumHeight(style.px(LEAST_LIST_PX))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame, column = style.card(30, 10)
        for widget in (self.name, self._bar, self.words):
            column.addWidget(widget)
        column.addLayout(flow(self.cancel_button, self.back_button, self.add_button))
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self.list, 1)
        column.addLayout(flow(self.show_button, self.remove_button))
        column.addStretch(0)
        fill_with_card(self, frame)
