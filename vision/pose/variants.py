"""The variants of the pose model: the shipped one, and files that the user fetched.

Google publishes three of them (float16, version 1) under the Apache License 2.0. 'full' is
shipped, and the angle model and its intervals were trained and tested with it alone. The other two
are never fetched by the program; a file that the user fetched is accepted if it is, byte for byte,
one of the published ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from vision.errors import ModelDamaged

TESTED = "pose_landmarker_full"
PUBLISHED = {
    "pose_landmarker_lite": "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",
    TESTED: "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
    "pose_landmarker_heavy": "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",
}
"""SHA-256 of every published variant."""
_ADDRESS = "https://storage.googleapis.com/mediapipe-models/pose_landmarker/{0}/float16/1/{0}.task"


@dataclass(frozen=True, slots=True)
class PoseModel:
    """A variant in a file that the user fetched, compared with ``sha256`` when it is loaded."""

    name: str
    sha256: str
    path: Path

    def read(self) -> bytes:
        """Return the content of the file.

        Raises
        ------
        ModelDamaged
            If it cannot be read or has changed.
        """
        content = _content(self.path)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ModelDamaged(
                f"{self.path} is no longer {self.name}", "choose the pose model again in Settings"
            )
        return content


def address(name: str) -> str:
    """Return where Google publishes a variant."""
    return _ADDRESS.format(name)


def named_model(name: str, path: str) -> PoseModel | None:
    """Return a model from its saved name, without reading the file.

    Parameters
    ----------
    name
        Name of the variant.
    path
        The file it was chosen from.

    Returns
    -------
    PoseModel or None
        ``None`` for the shipped model.
    """
    return PoseModel(name, PUBLISHED[name], Path(path)) if path and name in PUBLISHED else None


def model_in(path: Path) -> PoseModel:
    """Return the published model in a file.

    Raises
    ------
    ModelDamaged
        If the file cannot be read or is none of the published models.
    """
    digest = hashlib.sha256(_content(path)).hexdigest()
    for name, sha256 in PUBLISHED.items():
        if sha256 == digest:
            return PoseModel(name, sha256, path)
    raise ModelDamaged(
        f"{path.name} is not one of the published pose models (lite, full, heavy)",
        "download it again from the address in Settings",
    )


def variant_note(name: str) -> str:
    """Return a note for sessions measured with an untested variant; "" for the tested one."""
    if name == TESTED:
        return ""
    return f"Measured with {name}: the intervals were tested with {TESTED} only."


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = error.strerror or error
        raise ModelDamaged(
            f"the pose model {path} cannot be read ({cause})",
            "choose it again in Settings, or go back to the one that comes with the program",
        ) from error
