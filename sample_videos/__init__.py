"""Short sample clips with known joint angles, and the renderer that makes them."""

from __future__ import annotations

from pathlib import Path

SAMPLES: tuple[str, ...] = ("aeroplane", "frogger_rock", "foot_lift")
_FOLDER = Path(__file__).resolve().parent


def sample_path(name: str) -> Path:
    """Return the path of a bundled clip.

    Parameters
    ----------
    name
        One of `SAMPLES`; its truth table is beside it as ``NAME_truth.csv``.

    Raises
    ------
    ValueError
        For any other name.
    """
    if name not in SAMPLES:
        raise ValueError(f"no sample clip {name!r}; choose one of {', '.join(SAMPLES)}")
    return _FOLDER / f"{name}.mp4"
