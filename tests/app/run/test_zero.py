"""The zero of hip flexion: seen anywhere in a recording, marked, kept with the person, or none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.errors import UserError
from app.run.kept import with_what_is_kept
from app.run.looking.looker import Looker
from app.run.notes import TYPICAL_ZERO
from app.run.pipeline import Follower, Settings
from app.run.recorder import Recorder
from app.session.file import from_json, to_json
from app.session.model import Zero
from app.store import Store, data_folder
from drills.core.events import Drill
from tests.app.run.test_driver import FROGGER, Film, Script, Seen, after
from tests.app.run.test_recorder import INFO
from tests.builders import out_and_back
from tests.pose_builders import all_fours, standing, with_back
from tests.store_builders import a_session

ROCK = out_and_back([45], way_s=1.2, rest_s=1.0)
LEAN_DEG = 6.0
STAND_S = 3.0
END_S = ROCK.duration_s + 1.0


class WithBack(Script):
    """A body whose outline is seen, so that its angles are measured."""

    def estimate(self, frame):
        return with_back(super().estimate(frame))


@pytest.fixture(scope="module", autouse=True)
def seen_with_outline():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.app.run.test_driver.Script", WithBack)
        yield


def rocking(t_s):
    return all_fours(rock_deg=ROCK(t_s))


def rocks_then_stands(t_s):
    return rocking(t_s) if t_s < END_S else standing(lean_deg=LEAN_DEG)


def stands_then_rocks(t_s):
    if t_s < STAND_S:
        return standing(lean_deg=LEAN_DEG)
    return rocking(max(0.0, t_s - STAND_S - 1.0))


def film():
    return Film(ROCK.duration_s + 1.0 + STAND_S)


@pytest.fixture(scope="module")
def stood_after(seen_with_outline):
    """What is seen of one rock with a standing after it."""
    return Seen(film(), rocks_then_stands)


def session_of(seen):
    return seen.recorder.session(INFO)


def on_the_way(at):
    """Measure picture by picture, as a camera's are, with the gate open."""
    looker, follower, recorder = Looker(WithBack(at)), Follower(FROGGER), Recorder(FROGGER)
    for frame in film().frames():
        recorder.add(follower.follow(looker.look(frame)))
    recorder.finish(follower.finish())
    return recorder.session(INFO)


def test_standing_after_the_drill_is_the_zero_from_the_first_frame(stood_after):
    session = session_of(stood_after)
    assert session.drill is Drill.FROGGER
    assert session.zero is Zero.STANDING
    assert session.standing_deg == pytest.approx(LEAN_DEG, abs=1.0)
    assert {result.zero for result in stood_after.results} == {Zero.STANDING}
    assert TYPICAL_ZERO not in session.quality.notes
    assert from_json(to_json(session)).zero is Zero.STANDING


def test_nobody_stands_is_a_typical_zero_and_noted():
    session = session_of(Seen(Film(ROCK.duration_s), rocking))
    assert (session.zero, session.standing_deg) == (Zero.TYPICAL, None)
    assert TYPICAL_ZERO in session.quality.notes
    peaks = [rep.measures["hip_flexion_deg"] for rep in session.reps]
    assert peaks
    for name in ("hip_flexion_deg", "clean_hip_flexion_deg"):
        for rep in session.reps:
            estimate = rep.measures[name]
            assert min(estimate.high - estimate.value, estimate.value - estimate.low) > 9.99


def test_a_kept_zero_is_used_and_not_taken_for_one_that_was_seen():
    settings = replace(FROGGER, kept_standing_deg=-4.0)
    session = session_of(Seen(Film(ROCK.duration_s), rocking, settings))
    assert (session.zero, session.standing_deg) == (Zero.KEPT, None)
    assert TYPICAL_ZERO not in session.quality.notes


def test_a_zero_that_is_seen_replaces_the_kept_one():
    settings = replace(FROGGER, kept_standing_deg=-4.0)
    session = session_of(Seen(film(), rocks_then_stands, settings))
    assert session.zero is Zero.STANDING
    assert session.standing_deg == pytest.approx(LEAN_DEG, abs=1.0)


def test_a_camera_learns_the_zero_while_the_person_stands_first():
    session = on_the_way(stands_then_rocks)
    assert session.zero is Zero.STANDING
    assert session.standing_deg == pytest.approx(LEAN_DEG, abs=1.0)


def test_a_camera_that_sees_the_standing_too_late_keeps_it_for_the_next_time():
    session = on_the_way(rocks_then_stands)
    assert session.zero is Zero.TYPICAL
    assert session.standing_deg == pytest.approx(LEAN_DEG, abs=1.0)


def test_a_drill_without_absolute_hip_flexion_has_no_zero(stood_after):
    assert stood_after.recorder._zero(Drill.FOOT_LIFT) is None
    assert stood_after.recorder._zero(None) is None


def test_a_marked_standing_is_the_zero_and_noted():
    def bends_later(t_s):
        return standing(lean_deg=14.0) if t_s > END_S + 1.5 else rocks_then_stands(t_s)

    settings = replace(FROGGER, standing_s=END_S + 0.8)
    seen = Seen(Film(END_S + 6.0), bends_later, settings)
    assert session_of(seen).standing_deg == pytest.approx(LEAN_DEG, abs=1.0)
    assert f"The quiet standing was marked by hand at {END_S + 0.8:.1f} s." in seen.ending.notes
    unmarked = session_of(Seen(Film(END_S + 6.0), bends_later))
    assert unmarked.standing_deg == pytest.approx(14.0, abs=1.0)


@pytest.mark.parametrize("standing_s", [2.0, 500.0])
def test_a_marked_standing_where_nobody_stands_is_one_line(standing_s):
    with pytest.raises(UserError) as caught:
        Seen(film(), rocks_then_stands, replace(FROGGER, standing_s=standing_s))
    assert str(caught.value) == (
        f"nobody stands side-on to the camera at {standing_s:.1f} s: "
        "mark a moment of quiet standing that is seen from the side"
    )
    assert caught.value.code == 1


def test_stopped_before_the_marked_standing_measures_without_it():
    settings = replace(FROGGER, neutral_s=0.5, standing_s=END_S + 0.8)
    seen = Seen(film(), rocks_then_stands, settings, stopped=after(80))
    assert len(seen.results) == 80
    assert session_of(seen).zero is Zero.TYPICAL
    assert "The neutral was marked by hand at 0.5 s." in seen.ending.notes


def test_a_change_of_person_leaves_no_zero_to_keep():
    class TwoPeople(WithBack):
        def estimate(self, frame):
            seen = super().estimate(frame)
            moved = seen.landmarks_px + np.array([500.0 * (frame.t_s > END_S), 0.0])
            return replace(seen, landmarks_px=moved)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.app.run.test_driver.Script", TwoPeople)
        seen = Seen(film(), rocks_then_stands)
    session = session_of(seen)
    assert seen.results[-1].identity_changes
    assert (session.zero, session.standing_deg) == (Zero.TYPICAL, None)


# ---------------------------------------------------------------- kept with the person


def test_the_zero_of_a_person_comes_from_the_store():
    settings = Settings(Drill.FROGGER)
    assert with_what_is_kept(settings, "Ann") == settings
    assert not list(data_folder().iterdir())
    with Store.open() as store:
        store.save(a_session(person="Ann", standing_deg=-4.5), None)
        store.save(a_session("s2", person="Bo"), None)
    assert with_what_is_kept(settings, "ann").kept_standing_deg == -4.5
    for other in ("Bo", "Zoe", None):
        assert with_what_is_kept(settings, other) == settings


def test_what_is_kept_does_not_outdate_the_results_of_a_batch():
    assert str(Settings(kept_standing_deg=-4.5)) == str(Settings())


def test_a_store_that_cannot_be_read_costs_only_the_zero():
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / "hipdrill.db").write_bytes(b"no database" * 100)
    assert with_what_is_kept(Settings(), "Ann") == Settings()
