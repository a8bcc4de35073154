"""Whatever a finger presses, on every page and in every dialog, is 44 px high and wide at least."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QToolButton,
)

from app.gui.inputs.address_dialog import AddressDialog
from app.gui.main_window import MainWindow
from app.gui.progress.bin_dialog import BinDialog
from app.gui.progress.note_dialog import NoteDialog
from app.gui.progress.plan_dialog import PlanDialog
from app.gui.review.clip.scrub_bar import ScrubBar
from app.gui.sheet import TOUCH_PX
from app.gui.style import ThemeChoice, dress
from app.gui.widgets.dialogs import question_box
from drills.registry import OFFERED
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import an_analysis
from tests.gui.kept_sessions import session_on
from tests.gui_builders import a_session, an_outcome

PRESSED = (
    QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, ScrubBar,
)  # fmt: skip


@pytest.fixture(params=[ThemeChoice.LIGHT, ThemeChoice.CONTRAST])
def window(request, qtbot, qapp, world):
    dress(qapp, request.param)
    made = MainWindow(world.services)
    qtbot.addWidget(made)
    made._placing.is_fitted = True
    made.show()
    made.resize(1024, 600)
    yield made
    made.close()
    dress(qapp)


def sizes(widget):
    """The sizes of what is pressed in a widget: itself, or each of its tabs."""
    if isinstance(widget, QTabBar):
        return [widget.tabRect(number).size() for number in range(widget.count())]
    return [widget.size()]


def too_small(shown, qapp):
    for _ in range(4):
        qapp.processEvents()
    found = [one for one in shown.findChildren(PRESSED) if one.isVisible()]
    assert found
    return [
        f"{type(one).__name__} {one.accessibleName()!r} {size.width()} x {size.height()}"
        for one in found
        if not isinstance(one, QScrollBar | QToolButton)  # Qt's own, beside what can be dragged
        and not isinstance(one.parentWidget(), QAbstractSpinBox | QComboBox)
        for size in sizes(one)
        if min(size.width(), size.height()) < TOUCH_PX
    ]


def test_before_and_after_a_set(window, qapp):
    practise = window.practise
    practise.setup.source.name_source("0")
    for drill in OFFERED:
        practise.choose_drill(drill)
        assert too_small(window, qapp) == []
    practise.summary.show_outcome(an_outcome(a_session()), None, ("Next.", "Next set  (N)"))
    for page in (practise.welcome, practise.home, practise.who, practise.summary):
        practise.setCurrentWidget(page)
        if page is practise.who:
            page.ask()
        assert too_small(window, qapp) == []


def test_review(window, qapp, wait):
    window.show_page(1)
    window.review.opener.show_recent(["/videos/one.mp4"])
    assert too_small(window, qapp) == []
    window.review.show_analysis(an_analysis(sample_path("foot_lift")))
    wait(lambda: not window.review.player.video.is_empty)
    assert too_small(window, qapp) == []
    window.review.clip.toggle_correct()
    assert too_small(window, qapp) == []
    window.review.show_compare()
    wait(lambda: not window.review.saving.is_busy)
    assert too_small(window, qapp) == []
    window.review.press_escape()
    window.review.show_videos()
    assert too_small(window, qapp) == []


def test_progress_and_settings(window, qapp, world, wait):
    window.show_page(2)
    wait(lambda: window.progress.snapshot is not None)
    assert too_small(window, qapp) == []
    with world.open_store() as store:
        store.save(session_on(0, 80.0), a_series())
    window.people.choose("Kim")
    wait(lambda: window.progress.snapshot.alias == "Kim")
    window.progress.history.table.selectAll()
    assert too_small(window, qapp) == []
    window.show_page(3)
    assert too_small(window, qapp) == []


def test_dialogs(window, qapp, world):
    window.show_help()
    dialogs = (
        window.findChild(QDialog),
        AddressDialog(world.services.open_source, window),
        NoteDialog("Frogger rock", None, window),
        BinDialog((), window),
        PlanDialog("Kim", "everyday", None, window),
        question_box(window, "Delete it?", "Delete")[0],
    )
    for dialog in dialogs:
        dialog.show()
        assert too_small(dialog, qapp) == []
        dialog.close()
