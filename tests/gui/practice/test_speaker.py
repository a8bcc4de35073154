"""Voice, tones, silence."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from app.gui.speaker import Means, Speaker
from app.practice.tones import RATE_HZ, SCORES, wav
from tests.gui_builders import FakeChimes, FakeVoice


def refuse():
    raise ImportError("libpulse.so.0: cannot open shared object file")


@pytest.fixture
def voice():
    return FakeVoice()


@pytest.fixture
def chimes():
    return FakeChimes()


def test_a_voice_speaks_and_an_urgent_word_interrupts(voice, chimes):
    speaker = Speaker(lambda: voice, lambda: chimes)
    speaker.wake()
    speaker.say("1", "rep")
    speaker.say("Your low back rounds", "warning", urgent=True)
    assert speaker.means is Means.VOICE
    assert voice.said == ["1", "Your low back rounds"]
    assert voice.hushed == 1
    assert chimes.played == ["warning"]
    assert speaker.explanation == ""


def test_without_a_voice_tones_stand_for_words(chimes):
    speaker = Speaker(refuse, lambda: chimes)
    speaker.wake()
    speaker.say("1", "rep")
    speaker.say("Step back")
    assert chimes.played == ["rep"]
    assert "tones are played instead" in speaker.explanation


def test_without_sound_libraries_it_is_silent_and_says_why():
    speaker = Speaker(refuse, refuse)
    speaker.wake()
    speaker.say("1", "rep", urgent=True)
    assert speaker.means is Means.NONE
    assert "libpulse.so.0" in speaker.explanation
    assert "\n" not in speaker.explanation


def test_muted_it_says_nothing_and_stops_at_once(voice, chimes):
    speaker = Speaker(lambda: voice, lambda: chimes)
    speaker.wake()
    speaker.mute(True)
    speaker.say("1", "rep", urgent=True)
    assert (voice.said, chimes.played, voice.hushed) == ([], [], 1)


def test_the_volume_reaches_both_and_is_kept_until_they_wake(voice, chimes):
    speaker = Speaker(lambda: voice, lambda: chimes)
    speaker.set_volume(0.3)
    speaker.wake()
    assert (voice.volume, chimes.volume) == (0.3, 0.3)


def test_before_it_is_woken_nothing_is_said_of_it():
    assert Speaker(refuse, refuse).explanation == ""


@pytest.mark.parametrize("name", SCORES)
def test_tones_are_whole_and_do_not_click(name):
    with wave.open(io.BytesIO(wav(SCORES[name]))) as file:
        assert file.getframerate() == RATE_HZ
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    length_s = sum(note[1] for note in SCORES[name])
    assert len(sound) == pytest.approx(length_s * RATE_HZ, abs=3)
    assert abs(int(sound[0])) < 500
    assert abs(int(sound[-1])) < 2500
    assert np.abs(sound).max() < 32_767


def test_a_computer_without_a_loudspeaker_is_not_told_to_install_anything():
    def mute():
        raise RuntimeError("no loudspeaker")

    speaker = Speaker(mute, mute)
    speaker.wake()
    assert speaker.explanation == (
        "This computer cannot play sound (no loudspeaker): watch the screen, or check the sound "
        "settings of this computer."
    )
