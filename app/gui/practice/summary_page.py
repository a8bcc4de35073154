"""The page at the end of a set: what was done, how it felt, what is next."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PyQt6.QtCore import QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import as_sentence
from app.gui import style
from app.gui.background import BackgroundTask
from app.gui.inputs.calm import CalmBox
from app.gui.inputs.pain_scale import PainScale
from app.gui.inputs.person_box import PersonBox
from app.gui.practice.glance import GlanceView
from app.gui.practice.summary_sheet import summary_sheet
from app.gui.widgets import dialogs
from app.gui.widgets.flow import flow
from app.gui.widgets.notice import Notice
from app.gui.widgets.paper import print_asked, report_pdf, title_of
from app.gui.widgets.rest_clock import RestClock
from app.practice.summary_model import (
    STOP_REASONS,
    Feeling,
    Summary,
    folder_name,
    glance,
    said_at_the_end,
    summary,
    with_feeling,
)
from app.store import StopReason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtGui import QResizeEvent

    from app.gui.people import People
    from app.practice.live.live_state import Live
    from app.run.runner import Outcome
    from app.session.model import Session
    from app.session.series import AngleSeries

_log = logging.getLogger(__name__)
NOTE_LENGTH = 300
ALL_DRILLS = "All drills"


class SummaryPage(QWidget):
    """Tallies, ranges, reasons and notes of a set; asks how it felt; saves the report.

    Parameters
    ----------
    save
        Writes the report of a session into a folder; called in a worker thread.
    people
        Whose set it was: choosing somebody else gives it to them.

    Signals
    -------
    closed
        Back to the drills.
    again_asked
        Another set, on the other side if true.
    next_asked
        The set that the prescription asks for next.
    review_asked
        The `Outcome` whose stored video is to be looked at.
    """

    closed = pyqtSignal()
    again_asked = pyqtSignal(bool)
    next_asked = pyqtSignal()
    review_asked = pyqtSignal(object)

    def __init__(
        self,
        save: Callable[[Session, AngleSeries, Path], list[Path]],
        people: People,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._save = save
        self._task: BackgroundTask | None = None
        self._outcome: Outcome | None = None
        self._folder: Path | None = None
        self.notice = Notice(self)
        self.person = PersonBox(people)
        self.rest = RestClock(self)
        self.words = QLineEdit()
        self.words.setAccessibleName("Note about the set")
        self.words.setPlaceholderText("Anything worth remembering")
        self.words.setMaxLength(NOTE_LENGTH)
        self.pain = PainScale(self)
        self.reason = CalmBox()
        self.reason.setAccessibleName("Why it ended")
        for words, reason in STOP_REASONS:
            self.reason.addItem(words, reason)
        self.save_button = style.button("Save report…  (S)")
        self.print_button = style.button("Print…", tip="Print the report")
        self.review_button = style.button("Review the video  (V)")
        self.again_button = style.button("Same side again")
        self.other_button = style.button("Other side")
        self.next_button = style.button("Next set  (N)", "primary")
        self.back_button = style.button(f"{ALL_DRILLS}  (Esc)")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._feeling = self._feeling_card()
        self._words: Summary | None = None
        self._connect()
        self._build()
        self.glance = GlanceView(self)
        self.rest.shown.connect(self.glance.show_rest)

    @property
    def feeling(self) -> Feeling:
        """What the person said about the set."""
        reason = self.reason.currentData()
        stopped_for = reason if isinstance(reason, StopReason) else None
        return Feeling(self.pain.value, stopped_for, " ".join(self.words.text().split()))

    def show_outcome(
        self, outcome: Outcome, live: Live | None = None, upcoming: tuple[str, str] = ("", "")
    ) -> None:
        """Fill the page.

        Parameters
        ----------
        outcome
            How the run ended; without a session the page says why there is none.
        live
            The set as it ended; ``None`` if none was shown.
        upcoming
            What is next, as a sentence and for a button; "" for nothing and for the usual button.
        """
        self._outcome = outcome
        self._words = words = summary(outcome, live, upcoming[0])
        self.next_button.setText(upcoming[1] or "Next set  (N)")
        self.back_button.setVisible(not self.next_button.text().startswith(ALL_DRILLS))
        self.other_button.setVisible(live is None or live.has_sides)
        self.rest.stop()
        self.glance.hide()
        self.pain.clear()
        self.words.clear()
        self.reason.setCurrentIndex(0)
        self._feeling.setParent(None)
        self._scroll.setWidget(summary_sheet(words, self._feeling))
        self._feeling.setVisible(outcome.session is not None)
        self._offer_report(offered=outcome.session is not None)
        self.review_button.setVisible(outcome.video is not None)
        self.notice.clear()
        if words.failure:
            self.notice.say(as_sentence(words.failure), bad=True)

    def begin(self, rest_s: float | None, *, from_afar: bool = False) -> str:
        """Put the focus on what is next; start the rest if a set follows it.

        Parameters
        ----------
        rest_s
            The rest; ``None`` if nothing starts by itself.
        from_afar
            Whether the person is likely to stand three metres away: counts and range then come
            first, large, and nothing is asked until the rest is over, or for ten seconds.

        Returns
        -------
        str
            What is to be said aloud.
        """
        self.next_button.setFocus()
        large = None if self._words is None else glance(self._words, counts_down=rest_s is not None)
        if from_afar and large is not None:
            self.glance.show_glance(large)
        if rest_s is not None:
            self.rest.start(rest_s)
        return "" if self._words is None else said_at_the_end(self._words, rest_s)

    def close_glance(self) -> bool:
        """Remove the large words from the page; return whether there were any."""
        was_there = self.glance.isVisible()
        self.glance.hide()
        return was_there

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the large words over the whole page."""
        self.glance.setGeometry(self.rect())
        super().resizeEvent(event)

    def press_review(self) -> None:
        """Look at the video of the set, if it was stored."""
        if self._outcome is not None and self._outcome.video is not None:
            self.review_asked.emit(self._outcome)

    def ask_folder(self) -> None:
        """Ask for a folder, then save."""
        if not self.save_button.isEnabled():
            return
        folder = dialogs.ask_folder(self, "Save the report in")
        if folder is not None:
            self.save_into(folder)

    def save_into(self, parent_folder: Path) -> None:
        """Save the report into a new folder inside this one, in the background."""
        kept = self._to_report()
        if kept is None:
            return
        folder = parent_folder / folder_name(kept[0])
        self._folder = folder
        self._run("Saving the report…", lambda: self._save(*kept, folder), self._saved)

    def print_report(self) -> None:
        """Print the report, which is made in the background."""
        kept = self._to_report()
        if kept is not None:
            self.rest.stop()  # else the next set would begin behind the print dialog
            title = title_of(kept[0])
            self._run(
                "Preparing the report…",
                lambda: report_pdf(self._save, *kept),
                lambda pdf: self._to_printer(title, pdf),
            )

    def _to_report(self) -> tuple[Session, AngleSeries] | None:
        """Return what a report is made from, ``None`` if there is nothing or one is being made."""
        outcome = self._outcome
        if outcome is None or outcome.session is None or outcome.series is None:
            return None
        if self._task is not None and self._task.is_running:
            return None
        return with_feeling(outcome.session, self.feeling), outcome.series

    def _run(self, line: str, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self._offer_report(offered=False)
        self.notice.say(line)
        self._task = BackgroundTask(work, "save", self)
        self._task.done.connect(then)
        self._task.failed.connect(self._not_saved)
        self._task.start()

    def _offer_report(self, *, offered: bool) -> None:
        self.save_button.setEnabled(offered)
        self.print_button.setEnabled(offered)

    def _to_printer(self, title: str, pdf: object) -> None:
        self._offer_report(offered=True)
        line, is_bad = print_asked(self, title, pdf)
        if line:
            self.notice.say(line, bad=is_bad)
        else:
            self.notice.clear()

    def finish_work(self) -> None:
        """Let a saving in progress come to its end."""
        if self._task is not None:
            self._task.abandon()

    def _saved(self, paths: object) -> None:
        self._offer_report(offered=True)
        names = ", ".join(path.name for path in paths) if isinstance(paths, list) else ""
        self.notice.say(
            f"Saved in {self._folder}: {names}", action="Open folder", then=self._open_folder
        )

    def _not_saved(self, error: object) -> None:
        self._offer_report(offered=True)
        if isinstance(error, OSError):
            cause = error.strerror or str(error)
            line = f"The report could not be saved ({cause}). Choose another folder."
        else:
            _log.error("the report could not be saved", exc_info=_exception(error))
            line = f"The report could not be made ({error}). Please try again."
        self.notice.say(line, bad=True)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _connect(self) -> None:
        self.save_button.clicked.connect(lambda: self.ask_folder())
        self.print_button.clicked.connect(lambda: self.print_report())
        self.review_button.clicked.connect(lambda: self.press_review())
        self.back_button.clicked.connect(lambda: self.closed.emit())
        self.again_button.clicked.connect(lambda: self.again_asked.emit(False))
        self.other_button.clicked.connect(lambda: self.again_asked.emit(True))
        self.next_button.clicked.connect(lambda: self.next_asked.emit())
        self.rest.over.connect(self.next_asked)

    def _feeling_card(self) -> QFrame:
        frame, column = style.card()
        column.addLayout(flow(style.label("", "Whose set this was"), self.person))
        column.addWidget(style.label("heading", "How was it? (optional)"))
        column.addLayout(flow(style.label("", "Pain, 0 none to 10 worst"), self.pain))
        column.addLayout(flow(style.label("", "Why it ended"), self.reason))
        note = QHBoxLayout()
        note.addWidget(style.label("", "Note"))
        note.addWidget(self.words, 1)
        column.addLayout(note)
        return frame

    def _build(self) -> None:
        buttons = flow(
            self.back_button,
            self.save_button,
            self.print_button,
            self.review_button,
            self.again_button,
            self.other_button,
            self.next_button,
            to_the_right=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 14, 24, 14)
        layout.setSpacing(10)
        layout.addWidget(self.rest)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)


def _exception(error: object) -> BaseException | None:
    return error if isinstance(error, BaseException) else None
