"""A clip with its measures: the player, and beside it the plots or the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.bold_button import BoldWhenDown
from app.gui.review.clip.correct_panel import CorrectPanel
from app.gui.review.clip.how_bar import HowBar, menu
from app.gui.review.clip.keys import ClipKeys
from app.gui.review.clip.player import Player
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.review.correcting import history_words
from app.review.review_model import moment_words
from app.session.words import drill_title, isolated

if TYPE_CHECKING:
    from app.gui.review.clip.plots import CoursePlots
    from app.review.job import Analysis
    from app.review.waiting import Queue


class ClipView(QWidget):
    """Shows one analysis; what the user asks for is emitted as signals.

    Signals
    -------
    compare_asked, videos_asked
        Compare reps; show the list of opened videos.
    report_asked, print_asked, clip_asked, still_asked, picture_asked, keep_asked
        What is to be saved or printed.
    """

    compare_asked = pyqtSignal()
    videos_asked = pyqtSignal()
    report_asked = pyqtSignal()
    print_asked = pyqtSignal()
    clip_asked = pyqtSignal()
    still_asked = pyqtSignal()
    picture_asked = pyqtSignal()
    keep_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self._plots: CoursePlots | None = None
        self.player = Player(self)
        self.how = HowBar(self)
        self.correct = CorrectPanel(self)
        self.compare_button = style.button("Compare…", "small")
        self.open_menu = QMenu()
        self.videos_button = style.button("Videos  (B)", "small", "All videos that were opened")
        self.correct_button = BoldWhenDown("Correct  (C)")
        self.heading = style.label("title", wrap=True)
        self.moment = style.label("heading", wrap=True)
        self._measures = style.label("quiet", wrap=True)
        self._build()
        self._connect()

    def show_analysis(self, analysis: Analysis) -> None:
        """Show another clip."""
        self._analysis = analysis
        session = analysis.session
        total = session.counts.total
        reps = f": {total} rep{'s' * (total != 1)}" if session.drill is not None else ""
        whose = f"  ·  {isolated(session.person)}" if session.person else ""
        self.heading.setText(f"{drill_title(session.drill)}{reps}{whose}")
        self.save_menu.actions()[-1].setText(style.as_is(f"Add to {history_words(session)}"))
        self.heading.setToolTip(analysis.request.path.name)
        self._show_plots()
        self.compare_button.setEnabled(total > 0)
        self.correct.show_session(session)
        self.how.show_request(analysis.request, has_skeleton=bool(analysis.results))

    def show_words(self, analysis: Analysis) -> None:
        """Show corrections made by hand; the measures are the same as before."""
        self._analysis = analysis
        self.correct.show_session(analysis.session)
        self.player.show_marks(analysis)
        self._on_moved(self.player.at_s)

    def show_queue(self, queue: Queue) -> None:
        """Offer the list of opened videos, if there are others."""
        self.videos_button.setVisible(len(queue.items) > 1)
        self.videos_button.setToolTip(queue.title)

    def begin(self) -> None:
        """Get the player ready: the page is on screen now."""
        if self._analysis is not None:
            self.player.show_analysis(self._analysis)
            self.player.play_button.setFocus()

    def toggle_correct(self) -> None:
        """Show the panel for corrections in place of the plots, or the plots again."""
        self._show_correct(shown=self.correct.isHidden())

    def press_escape(self) -> bool:
        """Stop drawing, or close the panel beside the picture; return whether there was either."""
        if self.player.video.let_go():
            return True
        was_open = not self.correct.isHidden()
        if was_open:
            self._show_correct(shown=False)
        return was_open

    def _show_correct(self, *, shown: bool) -> None:
        self.correct.setVisible(shown)
        self.correct_button.setChecked(shown)
        if self._plots is not None:
            self._plots.setVisible(not shown)
        for widget in (self.moment, self._measures, self.how):  # changing text would move the panel
            widget.setVisible(not shown)
        self._side.updateGeometry()
        if shown:
            self.player.pause()
            self.correct.verdict.take_focus()
        else:
            self.player.play_button.setFocus()

    def _show_plots(self) -> None:
        if self._analysis is None:
            return
        if self._plots is None:
            from app.gui.review.clip.plots import CoursePlots  # plotting is slow to import

            self._plots = CoursePlots(self)
            self._plots.sought.connect(self.player.seek)
            self._beside.insertWidget(0, self._plots, 1)
            self._plots.setVisible(self.correct.isHidden())
        self._plots.show_session(self._analysis.session, self._analysis.series)
        self._plots.show_time(self.player.at_s)

    def _on_moved(self, t_s: float) -> None:
        if self._analysis is None:
            return
        head, body = moment_words(self._analysis.session, t_s)
        self.moment.setText(head)
        self._measures.setText(body)
        self.correct.show_time(t_s)
        if self._plots is not None:
            self._plots.show_time(t_s, hurried=self.player.is_playing)

    # -- building

    def _connect(self) -> None:
        self.player.moved.connect(self._on_moved)
        self.videos_button.clicked.connect(lambda: self.videos_asked.emit())
        self.compare_button.clicked.connect(lambda: self.compare_asked.emit())
        self.correct_button.clicked.connect(lambda: self.toggle_correct())
        self.correct.closed.connect(lambda: self._show_correct(shown=False))
        self._keys = ClipKeys(self)
        style.LookWatch(self).changed.connect(self._show_plots)

    def _build(self) -> None:
        another = style.menu_button("Open", self.open_menu, "small", "Open videos (O)")
        self.correct_button.setObjectName("small")
        self.correct_button.setCheckable(True)
        self.correct_button.setAutoDefault(False)
        self.correct_button.setToolTip("Correct level and reps by hand")
        self.correct.hide()
        self.videos_button.hide()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading, 5)
        buttons = (
            self.videos_button,
            self.compare_button,
            self.correct_button,
            self._save_button(),
            another,
        )
        top.addLayout(flow(*buttons, to_the_right=True), 9)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.player, 3)
        self._side = self._make_side()
        body.addWidget(self._side, 2)
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(16, 10, 16, 10)
        inner.setSpacing(8)
        inner.addLayout(top)
        inner.addLayout(body, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        area = scrolled(sheet)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click beside a button keeps the focus there
        layout.addWidget(area)

    def _make_side(self) -> SideArea:
        """Return what is beside the picture; it scrolls by itself, so the player stays in place."""
        sheet = Sheet()
        self._beside = QVBoxLayout()
        self._beside.setSpacing(4)
        self._beside.addWidget(self.moment)
        self._beside.addWidget(self._measures)
        self._beside.addWidget(self.correct, 1)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 4, 0)
        column.addWidget(self.how)
        column.addLayout(self._beside, 1)
        return SideArea(sheet)

    def _save_button(self) -> QPushButton:
        acts = (
            ("Report and data…", self.report_asked.emit),
            ("Print the report…", self.print_asked.emit),
            ("Annotated clip…", self.clip_asked.emit),
            ("The picture shown…  (Ctrl+S)", self.picture_asked.emit),
            ("Picture of the best rep…", self.still_asked.emit),
            ("Add to the history", self.keep_asked.emit),
        )
        self.save_menu = menu(acts)
        return style.menu_button("Save", self.save_menu, "small")


class SideArea(QScrollArea):
    """Scrolls only up and down: it is never narrower than its content.

    Parameters
    ----------
    sheet
        The content.
    """

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.setWidgetResizable(True)
        self.setWidget(sheet)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the sheet plus the scroll bar, and Qt's height."""
        bar = self.verticalScrollBar()
        beside = 0 if bar is None else bar.sizeHint().width()
        width = self._sheet.minimumSizeHint().width() + beside + 2 * self.frameWidth()
        return QSize(width, super().minimumSizeHint().height())
