"""The learned head: numbers of `vision.features` to angles with their spread. Pure numpy.

A few small networks per posture, trained on rendered people whose joint angles are known and whose
pictures went through the real pose model (docs/estimator.md says how). Each answer is a value and
the scale of a Laplace distribution; the members of the ensemble are averaged, and where they
disagree the scale grows by their disagreement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.datatypes import Posture
from vision.errors import ModelDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

HEAD_FILE = "angle_head.npz"
_CLIP = 5.0
"""Features further out than this many deviations say nothing that training has seen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value and the scale of its Laplace distribution, in the unit of the name."""

    value: float
    scale: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What the head says of an instant.

    ``by_name`` follows the conventions of a right stance leg or a right side near the camera.
    ``doubt`` (0..1) is the probability that the landmarks are off by more than 20 % of the trunk;
    ``novelty`` how far the features lie outside what training saw (mean square deviation).
    """

    by_name: Mapping[str, Answer]
    doubt: float
    novelty: float


@dataclass(frozen=True, slots=True, eq=False)
class _Networks:
    names: tuple[str, ...]
    mean: Vector
    scale: Vector
    answer_mean: Vector
    answer_scale: Vector
    layers: tuple[NDArray[np.float32], ...]

    def __call__(self, features: Vector) -> Answers:
        standard = (features - self.mean) / self.scale
        novelty = float(np.mean(np.minimum(standard * standard, 100.0)))
        hidden = np.clip(standard, -_CLIP, _CLIP).astype(np.float32)[None, None, :]
        for index in range(0, len(self.layers), 2):
            hidden = np.matmul(hidden, self.layers[index]) + self.layers[index + 1][:, None, :]
            if index + 2 < len(self.layers):
                hidden = np.maximum(hidden, 0.0)
        out = hidden[:, 0, :].astype(np.float64)
        count = len(self.names)
        values, scales = out[:, :count], np.exp(np.clip(out[:, count : 2 * count], -4.0, 3.0))
        value = values.mean(axis=0) * self.answer_scale + self.answer_mean
        spread = np.hypot(scales.mean(axis=0), values.std(axis=0)) * self.answer_scale
        doubt = 1.0 / (1.0 + math.exp(-float(np.clip(out[:, -1].mean(), -30, 30))))
        pairs = zip(self.names, value.tolist(), spread.tolist(), strict=True)
        return Answers({name: Answer(v, s) for name, v, s in pairs}, doubt, novelty)


class Head:
    """The networks of both postures; make one with `shipped_head`."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._by_posture = {
            posture: _networks(arrays, posture) for posture in (Posture.HINGED, Posture.ALL_FOURS)
        }

    def __call__(self, posture: Posture, features: Vector) -> Answers:
        """Return the answers for one instant.

        Parameters
        ----------
        posture
            `Posture.HINGED` or `Posture.ALL_FOURS`.
        features
            (`vision.features.N_FEATURES`,).
        """
        return self._by_posture[posture](features)


def _networks(arrays: Mapping[str, NDArray[Any]], posture: Posture) -> _Networks:
    def named(name: str) -> NDArray[Any]:
        return arrays[f"{posture}_{name}"]

    layers = tuple(named(f"layer{i}").astype(np.float32) for i in range(6))
    return _Networks(
        tuple(str(name) for name in named("answers")),
        named("mean").astype(np.float64),
        named("scale").astype(np.float64),
        named("answer_mean").astype(np.float64),
        named("answer_scale").astype(np.float64),
        layers,
    )


@cache
def shipped_head() -> Head:
    """Return the head that comes with the program.

    Raises
    ------
    ModelDamaged
        If its file is missing or cannot be read.
    """
    path: Any = resources.files("vision.models") / HEAD_FILE
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Head({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError) as error:
        raise ModelDamaged(
            f"the angle model {HEAD_FILE} cannot be read",
            "install hipdrill again (pip install --force-reinstall)",
        ) from error
