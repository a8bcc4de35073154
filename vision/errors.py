"""Errors of the vision layer: each says what happened and what to do about it."""

from __future__ import annotations


class VisionError(Exception):
    """Base of all errors that a user can cause or repair.

    Parameters
    ----------
    what
        What happened, without a full stop.
    remedy
        What the user can do, as an instruction.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy


class VideoUnreadable(VisionError):
    """A file or address without a picture that the program can read."""


class CameraUnavailable(VisionError):
    """A camera that is absent, busy or gone."""


class ModelDamaged(VisionError):
    """The pose model is missing or is not the file that was shipped."""
