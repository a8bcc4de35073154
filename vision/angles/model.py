"""The angle model: features (`vision.angles.features`) to angles with intervals. Pure numpy.

It has a few small networks per posture, trained on rendered people whose joint angles are known and
whose pictures went through the real pose model (see docs/estimator.md). Each answer is a value and
the scale of a Laplace distribution; the members of the ensemble are averaged, and their
disagreement is added to the scale. A factor per answer and view, determined on bodies that the
networks were not fitted to, turns the scale into the half-width of the 90 % interval (split
conformal prediction, Lei et al. 2018); features unlike those of the training widen it further.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from vision.angles.features import BLOCKS, linear_terms
from vision.body.view import Sector
from vision.datatypes import Posture
from vision.errors import ModelDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

SECTORS = tuple(Sector)
MODEL_FILE = "angle_model.npz"
_BLOCK_STARTS = np.array([part.start for part in BLOCKS.values()])
_BLOCK_SIZES = np.array([part.stop - part.start for part in BLOCKS.values()])
_CLIP = 5.0
"""Limit of standardised features: training has seen nothing further out."""
_SCALES = (-4.0, 3.0)
"""Limits of the logarithm of a stated scale, in spreads of the answer: from 2 % of what was seen in
training to twenty times as much."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value and the half-width of its 90 % interval, in the unit of its name.

    ``peak_ratio`` is the factor by which the interval of a movement's greatest value is wider than
    that of a single frame: the greatest value is selected from many errors.
    """

    value: float
    half_width: float
    peak_ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Answers:
    """The model's answers for one moment.

    ``by_name`` follows the conventions of a right stance leg or a right side near the camera.
    ``doubt`` (0..1) is the probability that the landmarks are off by more than 20 % of the trunk
    length, and ``refused`` whether that is too high; ``strangeness`` (1 or more) is the factor by
    which the intervals were widened because the features are unlike those of the training.
    """

    by_name: Mapping[str, Answer]
    doubt: float
    refused: bool
    strangeness: float


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """The ensemble of one posture.

    ``mean`` and ``scale`` (features,) and ``answer_mean`` and ``answer_scale`` (answers,)
    standardise input and output. ``layers`` are weights (members, in, out) and biases (members,
    out) in turn; ``linear`` (members, terms, answers) is the linear path, see
    `vision.angles.features.linear_terms`; ``novelty_limit`` (blocks,) is seldom exceeded in
    training; ``gain`` (answers,) makes up for uncertain networks underestimating movement;
    ``factor`` (answers, sectors) turns scales into half-widths, and ``peak_ratio`` (answers,
    sectors) those of frames into those of peaks.
    """

    names: tuple[str, ...]
    mean: Vector
    scale: Vector
    answer_mean: Vector
    answer_scale: Vector
    layers: tuple[NDArray[np.float32], ...]
    linear: NDArray[np.float32]
    gain: Vector
    factor: Vector
    peak_ratio: Vector
    doubt_limit: float
    novelty_limit: Vector

    def raw(self, features: Vector) -> tuple[Vector, Vector, Vector, Vector]:
        """Return what the ensemble answers, before the factors that make intervals of scales.

        The scale is the geometric mean of what the networks state and what is usual for the answer:
        on unfamiliar bodies they are overconfident where they state the smallest scales, and such
        intervals are a tenth narrower at the same coverage.

        For the strangeness, the block that is furthest away decides, so that one odd block is not
        averaged out.

        Parameters
        ----------
        features
            (n, `vision.angles.features.N_FEATURES`).

        Returns
        -------
        value, scale
            (n, answers), in the unit of each answer.
        doubt
            (n,) 0..1, see `Answers`.
        strangeness
            (n,) 1 or more, see `Answers`.
        """
        standard = (features - self.mean) / self.scale
        # np.clip takes four times as long as minimum and maximum
        squared = np.minimum(standard * standard, (2 * _CLIP) ** 2)
        novelty = np.add.reduceat(squared, _BLOCK_STARTS, axis=1) / _BLOCK_SIZES
        strange = np.sqrt(np.maximum(1.0, (novelty / self.novelty_limit).max(axis=1)))
        clipped = np.minimum(np.maximum(standard, -_CLIP), _CLIP)
        terms = linear_terms(features, clipped).astype(np.float32)
        hidden = clipped.astype(np.float32)[None]
        for index in range(0, len(self.layers), 2):
            hidden = np.matmul(hidden, self.layers[index]) + self.layers[index + 1][:, None, :]
            if index + 2 < len(self.layers):
                hidden = np.maximum(hidden, 0.0)
        out = hidden.astype(np.float64)
        count = len(self.names)
        values = out[..., :count] + np.matmul(terms, self.linear)
        values = self.gain * (values * self.answer_scale + self.answer_mean)
        spread = np.minimum(np.maximum(out[..., count : 2 * count], _SCALES[0]), _SCALES[1])
        scales = np.exp(spread) * self.answer_scale
        value = _mean(values)
        between = np.sqrt(_mean((values - value) ** 2))
        stated = np.hypot(_mean(scales) * self.gain, between)
        scale = np.sqrt(stated * self.answer_scale)
        doubt = 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(_mean(out[..., -1]), -30), 30)))
        return value, scale, doubt, strange

    def __call__(self, features: Vector, sector: int) -> Answers:
        """Return the answers for one moment.

        Parameters
        ----------
        features
            (`vision.angles.features.N_FEATURES`,).
        sector
            Index in `SECTORS`.
        """
        value, scale, doubts, strangeness = self.raw(features[None])
        half_width = scale[0] * self.factor[:, sector] * strangeness[0]
        rows = zip(
            self.names,
            value[0].tolist(),
            half_width.tolist(),
            self.peak_ratio[:, sector].tolist(),
            strict=True,
        )
        by_name = {name: Answer(*numbers) for name, *numbers in rows}
        doubt = float(doubts[0])
        return Answers(by_name, doubt, doubt > self.doubt_limit, float(strangeness[0]))


def _mean(of_members: Vector) -> Vector:
    """Return the mean over the members; numpy's own takes three times as long with so few."""
    mean: Vector = np.add.reduce(of_members) / len(of_members)
    return mean


class AngleModel:
    """The networks of both postures and of the stance leg; make one with `shipped_model`."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._stance = {
            name: arrays[f"stance_{name}"].astype(np.float64)
            for name in ("mean", "scale", "weights", "biases", "out")
        }
        self._by_posture = {
            posture: networks_of(arrays, posture) for posture in (Posture.HINGED, Posture.ALL_FOURS)
        }

    def __call__(self, posture: Posture, features: Vector, sector: Sector) -> Answers:
        """Return the answers for one moment.

        Parameters
        ----------
        posture
            `Posture.HINGED` or `Posture.ALL_FOURS`.
        features
            (`vision.angles.features.N_FEATURES`,).
        sector
            Where the camera is.
        """
        return self._by_posture[posture](features, SECTORS.index(sector))

    def right_stance(self, plain: Vector, mirrored: Vector) -> float:
        """Return how surely a hinged body stands on its right leg; negative for the left.

        Parameters
        ----------
        plain, mirrored
            (`vision.angles.features.N_STANCE`,) features of the body, and of its mirror image.
        """
        return self._score(plain) - self._score(mirrored)

    def _score(self, features: Vector) -> float:
        part = self._stance
        standard = np.clip((features - part["mean"]) / part["scale"], -_CLIP, _CLIP)
        hidden = np.maximum(standard @ part["weights"] + part["biases"], 0.0)
        return float(hidden @ part["out"])


def networks_of(arrays: Mapping[str, NDArray[Any]], posture: Posture) -> Networks:
    """Read the networks of a posture from the arrays of the model file.

    Parameters
    ----------
    arrays
        The arrays of `MODEL_FILE` by name.
    posture
        `Posture.HINGED` or `Posture.ALL_FOURS`; the prefix of its arrays.

    Raises
    ------
    KeyError
        If an array is missing.
    """

    def named(name: str) -> NDArray[Any]:
        return arrays[f"{posture}_{name}"]

    layers = tuple(named(f"layer{i}").astype(np.float32) for i in range(6))
    return Networks(
        tuple(str(name) for name in named("answers")),
        named("mean").astype(np.float64),
        named("scale").astype(np.float64),
        named("answer_mean").astype(np.float64),
        named("answer_scale").astype(np.float64),
        layers,
        named("linear").astype(np.float32),
        named("gain").astype(np.float64),
        named("factor").astype(np.float64),
        named("peak_ratio").astype(np.float64),
        float(named("doubt_limit")),
        named("novelty_limit").astype(np.float64),
    )


@cache
def shipped_model() -> AngleModel:
    """Return the model that comes with the program.

    Raises
    ------
    ModelDamaged
        If its file is missing or cannot be read.
    """
    path: Any = resources.files("vision.models") / MODEL_FILE
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return AngleModel({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise ModelDamaged(
            f"the angle model {MODEL_FILE} cannot be read",
            "install hipdrill again (pip install --force-reinstall)",
        ) from error
