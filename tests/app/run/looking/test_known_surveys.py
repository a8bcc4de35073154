"""What a survey found is used again for the same looks and the same questions, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.run.driver import Input, Sinks, Watch, drive
from app.run.looking.cache import LookMemory
from app.run.looking.eyes import View
from app.run.looking.looker import Looker
from app.run.pipeline import Settings
from app.run.recorder import Recorder
from app.run.survey import Surveyor
from drills.core.events import Drill
from tests.app.run.test_driver import FROGGER, Film, Script, after, rocking
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.run.looking.cache import Kept
    from app.run.looking.looker import Look
    from app.run.pipeline import FrameResult

LASTS_S = 9.0
WHOLE = (0.0, None)


@pytest.fixture
def surveyed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The times of all looks that were surveyed."""
    taken: list[float] = []
    take = Surveyor.take

    def noted(self: Surveyor, look: Look) -> None:
        taken.append(look.t_s)
        take(self, look)

    monkeypatch.setattr(Surveyor, "take", noted)
    return taken


def place(memory: LookMemory, name: str = __file__) -> Kept:
    return memory.of(View(str(Path(name))))


def run(
    kept: Kept | None, settings: Settings, part: tuple[float, float | None] = WHOLE,
    stopped: Callable[[], bool] = lambda: False,
) -> list[FrameResult]:  # fmt: skip
    film, results = Film(LASTS_S), []
    drive(
        Input(film, lambda: film, *part, kept=kept),
        lambda: Looker(Script(rocking)),
        settings,
        Sinks(Recorder(settings), (results.append,)),
        Watch(stopped=stopped),
    )
    return results


def measured(results: list[FrameResult]) -> list[str]:
    return [repr((one.sample.measures, one.sample.signals, one.events)) for one in results]


def test_another_drill_is_measured_without_a_survey_and_the_same_comes_of_it(
    surveyed: list[float],
) -> None:
    kept = place(LookMemory())
    run(kept, FROGGER)
    count = len(surveyed)
    for settings in (FROGGER, Settings(Drill.FOOT_LIFT), FROGGER):
        again = measured(run(kept, settings))
        assert len(surveyed) == count
        assert again == measured(run(None, settings))
        del surveyed[count:]


@pytest.mark.parametrize(
    "settings",
    [
        replace(FROGGER, side=Side.LEFT),
        replace(FROGGER, neutral_s=0.5),
    ],
)
def test_another_side_or_neutral_needs_a_survey(surveyed: list[float], settings: Settings) -> None:
    kept = place(LookMemory())
    run(kept, FROGGER)
    count = len(surveyed)
    run(kept, settings)
    assert len(surveyed) == 2 * count


def test_a_part_and_another_video_need_surveys_of_their_own(surveyed: list[float]) -> None:
    memory = LookMemory()
    run(place(memory), FROGGER)
    del surveyed[:]
    run(place(memory), FROGGER, (2.0, 5.0))
    assert surveyed
    assert min(surveyed) >= 2.0
    assert max(surveyed) <= 5.0
    del surveyed[:]
    run(memory.of(View(str(Path(pytest.__file__)))), FROGGER)
    assert len(surveyed) == len(run(None, FROGGER))


def test_what_was_seen_before_a_stop_is_not_taken_for_the_whole(surveyed: list[float]) -> None:
    kept = place(LookMemory())
    assert len(run(kept, FROGGER, stopped=after(30))) < 60
    whole = measured(run(kept, FROGGER))
    del surveyed[:]
    assert whole == measured(run(None, FROGGER))
