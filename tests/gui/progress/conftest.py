"""A progress page with some sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.gui.progress.progress_page import ProgressPage
from tests.app.review.test_review_model import a_series
from tests.gui.kept_sessions import session_on


@pytest.fixture
def filled(world):
    """Kim with four sessions that go further and further, and one of nobody."""
    with world.open_store() as store:
        for number, size in enumerate((80.0, 88.0, 97.0, 104.0)):
            store.save(session_on(number, size), a_series())
        store.save(replace(session_on(9, 70.0), id="other", person=None), a_series())
    return world


@pytest.fixture
def page(qtbot, world, people, wait):
    page = ProgressPage(world.services, people)
    qtbot.addWidget(page)
    page.told_lines = []
    page.told.connect(lambda line, bad: page.told_lines.append(line))
    page.resize(1100, 640)
    page.show()
    page.offered = []
    page.undo_offered.connect(lambda line, undo: page.offered.append((line, undo)))
    yield page
    page.shut_down()
