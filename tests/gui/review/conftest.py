"""A review page whose model answers at once, and a clip on it."""

from __future__ import annotations

import pytest

from app.gui.review.review_page import ReviewPage
from sample_videos import sample_path
from tests.gui.analyses import FakeModel, an_analysis


@pytest.fixture
def path():
    return sample_path("foot_lift")


@pytest.fixture
def model():
    return FakeModel()


@pytest.fixture
def page(qtbot, world, model):
    page = ReviewPage(world.services, model)
    qtbot.addWidget(page)
    page.told_lines = []
    page.told.connect(lambda line, bad: page.told_lines.append(line))
    page.resize(1100, 640)
    page.show()
    yield page
    page.shut_down()


@pytest.fixture
def shown(page, path, wait):
    """The page with a clip that has reps."""
    page.show_analysis(an_analysis(path))
    wait(lambda: not page.player.video.is_empty)
    return page
