"""Every page and dialog wears the look in force; the hidden ones soon after, one at a time."""

from __future__ import annotations

import pytest
from PyQt6 import sip
from PyQt6.QtWidgets import QDialog, QWidget

from app.gui import style
from app.gui.sheet import DARK, LIGHT, sheet
from app.gui.style import ThemeChoice, dress, wear
from app.gui.widgets.dialogs import question_box
from app.gui.widgets.in_turn import InTurn


@pytest.fixture(autouse=True)
def _light_again(qapp):
    dress(qapp)
    yield
    dress(qapp)


def dressed_by(widget):
    """What gives a widget its sheet; none for one that is bare."""
    while widget is not None and not widget.property("wears"):
        widget = widget.parentWidget()
    return widget


def test_all_that_is_shown_wears_the_sheet(window, qapp):
    assert not qapp.styleSheet()
    for page in (window.practise.home, window.review, window.progress, window.settings):
        bare = [one for one in page.findChildren(QWidget) if dressed_by(one) is None]
        assert bare == []
    assert dressed_by(window.rail)
    assert dressed_by(window.notice)
    window.show_help()
    for dialog in (window.findChild(QDialog), question_box(window, "Delete it?", "Delete")[0]):
        assert dressed_by(dialog) is not None
        dialog.close()


def test_hidden_pages_follow_one_at_a_time(window, qapp, wait):
    window.show_page(3)
    for number in (0, 1, 2, 3):
        window.show_page(number)
        qapp.processEvents()
    dark = sheet(DARK, 1.0)
    dress(qapp, ThemeChoice.DARK)
    hidden = (window.practise.home, window.review, window.progress)
    assert window.settings.styleSheet() == dark
    assert [page.styleSheet() == dark for page in hidden] == [False] * 3
    wait(lambda: all(page.styleSheet() == dark for page in hidden))


def test_a_part_of_what_is_dressed_needs_no_sheet_of_its_own(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    wear(page)
    part = QWidget(page)
    wear(part)
    assert page.styleSheet() == sheet(LIGHT, 1.0)
    assert part.styleSheet() == ""


def test_who_draws_in_its_colours_is_told_once(qtbot, qapp, wait):
    page, told = QWidget(), []
    qtbot.addWidget(page)
    wear(page)
    style.LookWatch(page).changed.connect(lambda: told.append(style.theme()))
    page.show()
    dress(qapp, ThemeChoice.DARK)
    assert told == []
    wait(lambda: bool(told))
    qapp.processEvents()
    assert told == [DARK]


def test_pieces_are_done_in_turn_and_none_for_one_that_is_gone(qapp, wait):
    done = []
    one, other, gone = InTurn(qapp), InTurn(qapp), InTurn(qapp)
    gone.start([lambda: done.append("gone")])
    one.start([lambda: done.append("never")])
    one.start([lambda: done.append(1), one.stop, lambda: done.append("stopped")])
    other.start([lambda: done.append(2)])
    sip.delete(gone)
    assert done == []
    wait(lambda: len(done) == 2)
    qapp.processEvents()
    assert done == [1, 2]
