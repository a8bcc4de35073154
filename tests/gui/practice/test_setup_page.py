"""What the pages before a set tell."""

from __future__ import annotations

from app.practice.figures import faults_of
from drills.core.events import Drill, Level
from tests.app.review.test_review_model import a_series
from tests.gui_builders import (
    a_session,
)


def test_the_setup_shows_what_can_go_wrong_at_the_level_that_is_chosen(practise):
    practise.choose_drill(Drill.AEROPLANE)
    tour, seen = practise.setup.explanation.tour, []
    practise.setup._levels.choose(Level.SINGLE_LEG.value)
    practise.setup._on_level()
    for _ in range(7):
        seen.append(tour.pair.kind)
        tour.next_button.click()
    assert set(seen) == set(faults_of(Drill.AEROPLANE))
    assert tour.pair.kind is seen[0]
    practise.setup.next_drill()
    assert tour.pair.kind in faults_of(Drill.FROGGER)


def test_the_setup_tells_how_the_standing_posture_of_the_person_stands(
    practise, window, world, wait
):
    with world.open_store() as store:
        store.save(a_session(id="one", person="Kim", standing_deg=172.0), a_series())
    window.people.look()
    wait(lambda: "Kim" in window.people.names)
    practise.choose_drill(Drill.FROGGER)
    words = practise.setup.explanation.standing
    assert words.text().startswith("First stand still for a second")
    window.people.choose("Kim")
    wait(lambda: words.text() == "Your standing posture is known from the set of 2026-01-02.")
    practise.choose_drill(Drill.FOOT_LIFT)
    assert not words.isVisible()


def test_a_camera_chosen_in_the_settings_offers_to_keep_its_video(window):
    setup = window.practise.setup
    assert not setup.keep_video.isEnabled()
    window.settings.source.name_source("0")
    assert setup.keep_video.isEnabled()
    assert "sample" not in setup._keep_words.text()
