"""The queue of opened videos."""

from __future__ import annotations

from pathlib import Path

from app.review.job import Analysis, Request
from app.review.waiting import MOST_READY, Queue, State
from app.run.pipeline import Settings
from app.session.corrections import Corrections
from tests.gui_builders import a_session

SAID = Corrections("knees_wide")


def a_request(name="clip.mp4"):
    return Request(Path(name), Settings())


def an_analysis(request, *, stopped=False, corrected=None):
    session = a_session(corrected=corrected)
    return Analysis(request, session, None, (), 1.0, 30.0, stopped)


def queue_of(number):
    queue = Queue()
    for one in range(number):
        queue = queue.added(a_request(f"{one}.mp4"))
    return queue


def test_the_next_is_the_first_that_waits():
    queue = queue_of(3).begun(1)
    assert queue.running.key == 1
    assert queue.next.key == 2
    queue = queue.failed(2, "Not a readable video.")
    assert queue.next.key == 3


def test_each_is_named_with_how_far_it_is():
    queue = queue_of(4).begun(2).failed(3, "Not a readable video.")
    queue = queue.ready(1, an_analysis(a_request(), stopped=True))
    assert [item.words for item in queue.items] == [
        "0.mp4: stopped early, 2 clean, 1 compensated",
        "1.mp4: being analysed",
        "2.mp4: failed. Not a readable video.",
        "3.mp4: waiting",
    ]
    assert queue.title == "4 videos: 1 ready, 1 being analysed, 1 waiting, 1 failed"


def test_a_failure_that_names_its_file_names_it_once():
    (item,) = queue_of(1).failed(1, "0.mp4 is not a readable video: convert it.").items
    assert item.words == item.problem == "0.mp4 is not a readable video: convert it."


def test_again_goes_before_what_waits_and_keeps_its_key():
    queue = queue_of(3).ready(3, an_analysis(a_request()))
    again = queue.again(3, a_request("2.mp4"))
    assert [item.key for item in again.items] == [3, 1, 2]
    assert again.next.key == 3


def test_memory_holds_the_latest_only():
    queue = queue_of(MOST_READY + 2)
    for key in range(1, MOST_READY + 3):
        queue = queue.ready(key, an_analysis(a_request()))
    assert [item.analysis is None for item in queue.items] == [True] * 2 + [False] * MOST_READY
    assert queue.number(State.READY) == MOST_READY + 2
    assert "again when opened" in queue.items[0].words


def test_what_was_corrected_by_hand_is_never_let_go():
    queue = queue_of(MOST_READY + 2).ready(1, an_analysis(a_request(), corrected=SAID))
    for key in range(2, MOST_READY + 3):
        queue = queue.ready(key, an_analysis(a_request()))
    assert queue.items[0].analysis.session.corrected == SAID
    assert [item.analysis is None for item in queue.items[1:3]] == [True, False]
