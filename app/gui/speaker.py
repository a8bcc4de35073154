"""Speaks and plays tones, as far as this system can.

Qt's speech and multimedia modules need system libraries (on Linux libpulse) that may be missing:
importing them then fails. So they are imported when the first sound is wanted, and any failure
makes the program silent instead of ending it.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PyQt6.QtCore import QUrl

from app.practice.tones import SCORES, wav

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
_INSTALL = "install libpulse0 (and speech-dispatcher for a voice), then start again"
_CHECK = "check the sound settings of this computer"


class Means(StrEnum):
    """What this system can do."""

    VOICE = "voice"
    TONES = "tones"
    NONE = "none"


class Voice(Protocol):
    """Speaks. Returns at once."""

    def say(self, words: str) -> None:
        """Speak, once what is being said is finished."""
        ...

    def hush(self) -> None:
        """Stop speaking."""
        ...

    def set_volume(self, volume: float) -> None:
        """Set the volume (0..1)."""
        ...


class Chimes(Protocol):
    """Plays tones. Returns at once."""

    def play(self, name: str) -> None:
        """Play a tone by its name in `tones.SCORES`."""
        ...

    def set_volume(self, volume: float) -> None:
        """Set the volume (0..1)."""
        ...


class Speaker:
    """A voice where there is one, tones otherwise, silence where there is neither.

    Parameters
    ----------
    make_voice, make_chimes
        Return the voice and the tones, or raise; replaced by tests.
    """

    def __init__(
        self,
        make_voice: Callable[[], Voice] | None = None,
        make_chimes: Callable[[], Chimes] | None = None,
    ) -> None:
        self._make_voice = make_voice or QtVoice
        self._make_chimes = make_chimes or QtChimes
        self._voice: Voice | None = None
        self._chimes: Chimes | None = None
        self._woken = False
        self._volume = 0.8
        self.muted = False
        self.problem = ""
        self._lacks_library = False

    @property
    def means(self) -> Means:
        """What can be heard; `Means.NONE` before `wake`."""
        if self._voice is not None:
            return Means.VOICE
        return Means.TONES if self._chimes is not None else Means.NONE

    def wake(self) -> None:
        """Look for voice and sound once; slow on some systems, so not while a set runs."""
        if self._woken:
            return
        self._woken = True
        self._voice = self._try(self._make_voice, "voice")
        self._chimes = self._try(self._make_chimes, "sound")
        self.set_volume(self._volume)

    def set_volume(self, volume: float) -> None:
        """Set the volume of everything (0..1)."""
        self._volume = volume
        for output in (self._voice, self._chimes):
            if output is not None:
                output.set_volume(volume)

    def mute(self, muted: bool) -> None:
        """Be silent at once, or make sound again."""
        self.muted = muted
        if muted and self._voice is not None:
            self._voice.hush()

    def say(self, words: str, tone: str | None = None, *, urgent: bool = False) -> None:
        """Speak, or play the tone where there is no voice.

        Parameters
        ----------
        words
            What is spoken.
        tone
            Name in `tones.SCORES`; ``None`` for no tone.
        urgent
            Interrupt what is being said, and play the tone before the words.
        """
        if self.muted:
            return
        if tone is not None and self._chimes is not None and (urgent or self._voice is None):
            self._chimes.play(tone)
        if self._voice is not None:
            if urgent:
                self._voice.hush()
            self._voice.say(words)

    @property
    def explanation(self) -> str:
        """One line on what is missing and how to get it, "" if nothing is."""
        if self.means is Means.VOICE or not self._woken:
            return ""
        remedy = _INSTALL if self._lacks_library and sys.platform == "linux" else _CHECK
        if self.means is Means.TONES:
            return f"This computer has no voice: tones are played instead. For a voice: {remedy}."
        return f"This computer cannot play sound ({self.problem}): watch the screen, or {remedy}."

    def _try(self, make: Callable[[], Any], what: str) -> Any:
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - whatever the system lacks, the set goes on
            _log.info("no %s: %s", what, error)
            self._lacks_library = self._lacks_library or isinstance(error, ImportError)
            self.problem = str(error).partition(":")[0] or type(error).__name__
            return None


class QtVoice:
    """The system's voice.

    Raises
    ------
    ImportError
        If Qt's speech module cannot be loaded.
    RuntimeError
        If the system has no voice.
    """

    def __init__(self) -> None:
        from PyQt6.QtTextToSpeech import QTextToSpeech

        engines = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
        if not engines:
            raise RuntimeError("no speech engine")
        self._engine = QTextToSpeech(engines[0])
        if self._engine.state() is QTextToSpeech.State.Error or not self._engine.availableVoices():
            raise RuntimeError("the speech engine has no voice")

    def say(self, words: str) -> None:
        """Speak, once what is being said is finished."""
        self._engine.enqueue(words)

    def hush(self) -> None:
        """Stop speaking."""
        self._engine.stop()

    def set_volume(self, volume: float) -> None:
        """Set the volume (0..1)."""
        self._engine.setVolume(volume)


class QtChimes:
    """Tones through Qt's multimedia module.

    Raises
    ------
    ImportError
        If the module cannot be loaded.
    RuntimeError
        If the computer has no sound output.
    """

    def __init__(self) -> None:
        from PyQt6.QtMultimedia import QMediaDevices, QSoundEffect

        if not QMediaDevices.audioOutputs():
            raise RuntimeError("no loudspeaker")
        self._folder = tempfile.TemporaryDirectory(prefix="hipdrill-tones-")
        self._effects: dict[str, Any] = {}
        for name, notes in SCORES.items():
            path = Path(self._folder.name) / f"{name}.wav"
            path.write_bytes(wav(notes))
            effect = QSoundEffect()
            effect.setSource(QUrl.fromLocalFile(str(path)))
            self._effects[name] = effect

    def play(self, name: str) -> None:
        """Play a tone by its name in `tones.SCORES`."""
        self._effects[name].play()

    def set_volume(self, volume: float) -> None:
        """Set the volume (0..1)."""
        for effect in self._effects.values():
            effect.setVolume(volume)
