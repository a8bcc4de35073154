"""Tones made from sines, as WAV."""

from __future__ import annotations

import io
import math
import wave

import numpy as np

RATE_HZ = 22_050
FADE_S = 0.012
"""Every note fades in and out for so long, to avoid clicks."""

Note = tuple[float, float]
"""Pitch (Hz, 0 for a rest) and length (s)."""

SCORES: dict[str, tuple[Note, ...]] = {
    "rep": ((880.0, 0.09),),
    "warning": ((311.0, 0.14), (0.0, 0.05), (233.0, 0.26)),
    "ready": ((523.0, 0.12), (784.0, 0.2)),
    "done": ((523.0, 0.12), (659.0, 0.12), (784.0, 0.3)),
}
"""Low and falling for a warning, high for a rep: distinguishable without looking."""


def wav(notes: tuple[Note, ...]) -> bytes:
    """Return notes one after the other as a mono 16-bit WAV file."""
    sound = np.concatenate([_note(pitch_hz, length_s) for pitch_hz, length_s in notes])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((sound * 32_000).astype("<i2").tobytes())
    return out.getvalue()


def _note(pitch_hz: float, length_s: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    t_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    fade = np.clip(np.minimum(t_s, length_s - t_s) / FADE_S, 0.0, 1.0)
    softened = np.sin(math.tau * pitch_hz * t_s) + 0.3 * np.sin(2 * math.tau * pitch_hz * t_s)
    sound: np.ndarray[tuple[int], np.dtype[np.float64]] = 0.7 * fade * softened
    return sound
