from __future__ import annotations

from dataclasses import replace

import pytest

from app.cli import main as cli
from app.cli.summary import summary
from app.practice.coaching import coaching
from app.practice.today import today_with
from app.session.file import from_json, to_json
from app.session.model import QualityRecord, Session, SourceRecord
from app.store import Person, Store
from drills.core.events import Counts, Drill, Level, Rep, RepResult
from drills.frogger.definition import KneeWidth
from drills.regimen import Exercise, Regimen
from vision.datatypes import Estimate, Side, View

LEFT, RIGHT = Side.LEFT, Side.RIGHT


def rep(side: Side = LEFT, open_deg: float = 30.0, out_s: float = 3.0) -> Rep:
    measures = {
        "pelvis_rotation_open_deg": Estimate.around(open_deg, 4),
        "pelvis_rotation_closed_deg": Estimate.around(20, 4),
    }
    timing = {"out_s": out_s, "back_s": 3.0}
    return Rep(side, 0.0, 1.0, 2.0, RepResult.CLEAN, (), measures, timing)


def session(reps: list[Rep], drill: Drill | None = Drill.AEROPLANE, **changes: object) -> Session:
    found = Session(
        id="a", created="2026-01-01T10:00:00+00:00", program_version="1", model="m",
        model_sha256="0" * 64, source=SourceRecord("video", "a.mp4", 1.0, 30, 30.0, 640, 480),
        drill=drill, level=Level.KICKSTAND, side="left", view=View.FRONT,
        counts=Counts(clean=len(reps)), reps=tuple(reps), warnings=(), ranges={LEFT: {}, RIGHT: {}},
        quality=QualityRecord(1.0, 0, True), level_name="kickstand",
    )  # fmt: skip
    return replace(found, **changes)  # type: ignore[arg-type]


def line(lines: tuple[str, ...], start: str) -> str:
    return next(found for found in lines if found.startswith(start))


def test_session_without_a_drill_has_nothing_to_coach() -> None:
    assert coaching(session([], None)) == ()


def test_goal_next_and_level_are_said() -> None:
    lines = coaching(session([rep()] * 3), sets=1, reps=3)
    assert "goal reached" in line(lines, "goal everyday and running, Pelvis rotation, open, left")
    assert (
        line(lines, "next:") == "next: Rest 45 seconds. Then set 1 of 1, right side: 3 reps to go."
    )
    assert line(lines, "level:").startswith("level: kickstand. Stay at this level")


def test_clean_sets_on_both_sides_lead_on() -> None:
    lines = coaching(session([rep(LEFT)] * 3 + [rep(RIGHT)] * 3), sets=1, reps=3)
    assert line(lines, "next:") == "next: All sets are done."
    assert line(lines, "level:") == "level: single leg. A whole set was clean: try the next level."


def test_own_targets_replace_those_of_the_goal() -> None:
    strict = session([rep()], targets={"pelvis_rotation_open_deg": (50.0, 60.0)})
    assert "goal not reached yet" in line(coaching(strict), "goal everyday")


@pytest.mark.parametrize(("out_s", "said"), [(3.0, False), (1.0, True)])
def test_tempo_is_said_once_when_it_is_off(out_s: float, said: bool) -> None:
    lines = [found for found in coaching(session([rep(out_s=out_s)] * 3)) if "tempo" in found]
    assert lines == (["tempo: out faster than asked (1.0 s of 3.0 s)"] if said else [])


def test_lifts_clear_of_the_floor_are_counted_and_the_others_not_guessed() -> None:
    rises = [Estimate(0.2, 0.15, 0.25), Estimate(0.01, 0.0, 0.05), Estimate(0.08, 0.02, 0.14)]
    reps = [replace(rep(), measures={"foot_rise_ratio": rise}) for rise in rises]
    lines = coaching(session(reps, Drill.FOOT_LIFT, level=None, level_name=None))
    assert "foot clear of the floor: 1, not clear: 1, not known: 1" in lines


def test_balance_hold_is_said_where_it_was_one() -> None:
    lines = coaching(session([rep()], balance_s={LEFT: 10.4, RIGHT: 1.2}))
    assert [found for found in lines if "balance" in found] == [
        "balance hold, left leg: 10 s of 10 s"
    ]


def test_rock_goes_on_by_the_width_of_the_knees() -> None:
    done = [replace(rep(), measures={})] * 20
    wide = session(done, Drill.FROGGER, level=None, level_name=KneeWidth.SHOULDER.value)
    assert line(coaching(wide), "level:").startswith("level: knees wide. A whole set was clean")


def test_summary_shows_the_coaching_and_stays_in_the_session_file() -> None:
    kept = session(
        [rep()], targets={"pelvis_rotation_open_deg": (25.0, 35.0)}, balance_s={LEFT: 4.0}
    )
    assert "next: Set 1 of 2, left side: 4 reps to go." in summary(kept)
    assert from_json(to_json(kept)) == kept


def test_session_file_of_an_earlier_version_is_read() -> None:
    data = to_json(session([rep()]))
    for name in ("targets", "level_name", "balance_s"):
        del data[name]
    for item in data["reps"]:
        del item["timing"]
    old = from_json(data)
    assert (old.targets, old.level_name, old.balance_s) == ({}, None, {})
    assert old.reps[0].timing == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "nose_deg=1:2"], "no target for 'nose_deg'"),
        (["--target", "pelvis_rotation_open_deg=30:20"], "not a range"),
        (["--target", "pelvis_rotation_open_deg"], "cannot be used"),
        (["--sets", "0"], "--sets 0 is too few"),
    ],
)
def test_wrong_asks_are_refused_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["analyse", "clip.mp4", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_the_persons_own_plan_decides_what_is_next(tmp_path) -> None:
    plan = Regimen(
        (
            Exercise(Drill.AEROPLANE, sets=2, reps=3, level="kickstand", side=LEFT),
            Exercise(Drill.FROGGER, sets=1, reps=8),
        ),
        3,
        "",
    )
    done = session([rep()] * 3, person="Ann")
    with Store.open(tmp_path) as store:
        store.put_person(Person("Ann"))
        store.set_regimen("Ann", plan)

    def said(number: int) -> str:
        with Store.open(tmp_path) as store:
            store.save(replace(done, id=f"s{number}"), None)
        one = replace(done, id=f"s{number}")
        lines = coaching(one, today=today_with(lambda: Store.open_to_read(tmp_path), one))
        assert not any(found.startswith("level:") for found in lines)
        return line(lines, "next:")

    assert said(1) == "next: Rest 45 seconds. Then set 2 of 2, left side: 3 reps to go."
    assert said(2).startswith("next: All sets are done. ")
    assert "Frogger rock" in said(3)


def test_a_person_without_a_plan_has_the_goals_dose(tmp_path) -> None:
    with Store.open(tmp_path) as store:
        store.put_person(Person("Ann"))
    done = session([rep()] * 3, person="Ann")
    assert today_with(lambda: Store.open_to_read(tmp_path), done) is None
    assert today_with(lambda: Store.open_to_read(tmp_path), replace(done, person=None)) is None
