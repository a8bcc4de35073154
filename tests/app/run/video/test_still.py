"""The picture of the best clean rep: of that rep, small, and only when allowed."""

from __future__ import annotations

import numpy as np
import pytest

from app.run.journal import Journal
from app.run.keeping.recovery import recover
from app.run.recorder import Recorder
from app.run.video.still import WIDTH_PX, StillKeeper
from app.store import Store
from app.store.errors import StoreTrouble, store_error
from drills.core.events import Rep, RepCompleted, RepResult
from tests.store_builders import INFO, a_rep_at, a_result, a_session
from vision.capture.opencv import cv2
from vision.datatypes import Absent, Estimate, Frame, Reason, Side

OPEN = "pelvis_rotation_open_deg"


def rep(peak_s, value, result=RepResult.CLEAN):
    measure = Absent(Reason.WRONG_VIEW) if value is None else Estimate.around(value, 3)
    return Rep(Side.LEFT, peak_s - 1, peak_s, peak_s + 1, result, (), {OPEN: measure})


def watched(reps, size=(960, 720), fps=10):
    """Feed a film that brightens over time; a rep ends a second after its peak."""
    keeper = StillKeeper()
    ends = {round((one.end_s) * fps): (n, one) for n, one in enumerate(reps, 1)}
    for index in range(max(ends) + 1):
        t_s = index / fps
        image = np.full((size[1], size[0], 3), min(250, 10 + int(8 * t_s)), np.uint8)
        events = ()
        if index in ends:
            events = (RepCompleted(t_s, *ends[index]),)
        keeper.after(Frame(index, t_s, image), a_result(t_s, events))
    return keeper


def brightness(jpeg):
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[1] <= WIDTH_PX
    assert picture.shape[0] / picture.shape[1] == pytest.approx(0.75, abs=0.01)
    return float(np.median(picture))


def test_the_picture_is_of_the_peak_of_the_best_clean_rep():
    reps = [rep(3, 25), rep(8, 35), rep(13, 60, RepResult.COMPENSATED), rep(18, 30)]
    number, jpeg = watched(reps).of(a_session(reps=reps))
    assert number == 2
    assert brightness(jpeg) == pytest.approx(10 + 8 * 8, abs=4)
    assert len(jpeg) < 60_000


def test_without_a_clean_rep_there_is_no_picture():
    reps = [rep(3, 25, RepResult.COMPENSATED)]
    assert watched(reps).of(a_session(reps=reps)) is None
    assert watched(reps).of(a_session(reps=[], drill=None)) is None


def test_a_rep_that_was_not_measured_gives_way_to_one_that_was():
    reps = [rep(3, None), rep(8, 20)]
    assert watched(reps).of(a_session(reps=reps))[0] == 2
    assert watched(reps[:1]).of(a_session(reps=reps))[0] == 1


@pytest.mark.parametrize("is_stored", [True, False])
def test_the_picture_reaches_the_store_also_by_the_way_round(tmp_path, monkeypatch, is_stored):
    recorder = Recorder()
    result = a_result(1.0, [RepCompleted(1.0, 1, a_rep_at(1))])
    with monkeypatch.context() as patch:
        if not is_stored:

            def full(*_arguments, **_more):
                raise store_error(StoreTrouble.DISK_FULL, tmp_path)

            patch.setattr(Store, "open", full)
        journal = Journal(recorder, INFO, "Ann", folder=tmp_path)
        recorder.add(result)
        journal.after(result)
        journal.finish(recorder.session(INFO, "Ann"), recorder.series(), (1, b"\xff\xd8picture"))
    recover(tmp_path)
    with Store.open(tmp_path) as store:
        assert store.still(store.row("latest").id) == (1, b"\xff\xd8picture")
