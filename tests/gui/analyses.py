"""Analyses as the review page shows them."""

from __future__ import annotations

import threading
from dataclasses import replace

from app.review.job import (
    Analysis,
    Model,
    Request,
)
from app.run.looking.looker import Looker
from app.run.pipeline import Settings
from tests.app.review.test_review_model import a_series
from tests.gui_builders import a_result, a_session


def an_analysis(path, n=180):
    results = tuple(a_result(index, index / 30, size_px=(640, 480)) for index in range(n))
    request = Request(path, Settings())
    return Analysis(request, a_session(), a_series(), results, 13.0, 30.0, stopped=False)


class FakeModel(Model):
    """Sees nobody; waits at a gate before its ``hold_at``-th picture."""

    def __init__(self, hold_at=None):
        super().__init__()
        self.hold_at, self.gate, self.seen = hold_at, threading.Event(), 0

    def eyes(self, model=None):
        return lambda: Looker(self)

    def input(self, path, model=None):
        return replace(super().input(path, model), view=None)

    def estimate(self, frame):
        self.seen += 1
        if self.seen == self.hold_at:
            assert self.gate.wait(20)
        return None

    def close(self):
        pass


def again_as(page, analysis):
    """What comes of another analysis of the clip that is shown."""
    page.analyser.queue = page.analyser.queue.ready(page._shown, analysis)
    page._show(page._shown, analysis)
