"""Train the angle model on recorded scenes and write `vision/models/angle_model.npz`.

    python -m training.train FOLDER [--out FILE] [--passes 2] [--only POSTURE]

Needs the extra ``rig`` (torch). FOLDER holds recordings of several families (`training.record`).
The networks that are shipped are trained on all of them. Their intervals, peaks, gains and the
limit of doubt come from other networks, each trained without one family and applied to that family
(`training.calibrate`): what is printed is what a stranger may expect.

The result is two small ensembles, one for hinged bodies and one for bodies on all fours. For every
answer they give a value and the scale of a Laplace distribution (Kendall and Gal 2017, with the
absolute instead of the squared error: the value is then the median, and outliers count less).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.calibrate import Held, calibration
from training.dataset import ALL_FOURS, BAD_SHARE, HINGED, Rows, rows_of
from training.record import recordings
from training.stance import stance_rows, train_stance
from vision.angles.features import BLOCKS, BODY_TERMS, linear_terms
from vision.angles.model import networks_of
from vision.datatypes import Posture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]
    Floats = NDArray[np.float32]

HIDDEN = (192, 64)
MEMBERS, HELD_OUT_MEMBERS = 4, 2
"""Networks in an ensemble that is shipped, and in one that is trained without a family."""
EPOCHS = 14
BATCH = 256
BETA = 0.8
"""From 0 to 1, how far the error of an unsure answer counts in full (Seitzer et al. 2022,
beta-NLL)."""
JOINTS_WEIGHT = 1.0
"""Weight of a second task, to say where the joints truly are: a network that can do so has
understood the pose, and errs less with bodies that it never saw. Not needed afterwards, so not kept
(Caruana 1997)."""
LINEAR_NOISE, LINEAR_DECAY = 0.03, 1.0
USUAL_WEIGHT = 4.0
"""Weight of frames of a drill, against 1 for those of bodies that move freely: in a drill the spine
mostly keeps still, and only these frames show that."""
LARGE = {Posture.HINGED: "pelvis_rotation_deg", Posture.ALL_FOURS: "lumbar_flexion_deg"}
LARGE_DEG = 10.0
"""The weight of a frame grows with this answer, and doubles at this size: the ends of a movement
are what is reported, and there are few frames of them."""
NOISE = (0.03, 0.15)
"""Noise on the standardised inputs, in body terms and of raw points: a network that cannot rely on
single points learns what holds for every body. More noise hides small movements."""
DROP, DECAY = 0.05, 0.4
LAYERS = (*(f"layer{index}" for index in range(6)), "linear")
ANSWERS = {Posture.HINGED: HINGED, Posture.ALL_FOURS: ALL_FOURS}
CLIP = 5.0


@dataclass(frozen=True, eq=False)
class Standardised:
    """Standardised rows that a network learns from.

    Attributes
    ----------
    x, y
        (n, features) and (n, answers), NaN where there is no truth.
    joints
        (n, joints) the second task, see `JOINTS_WEIGHT`.
    terms
        (n, terms) inputs of the linear path.
    weight
        (n,) weight of each row.
    bad
        (n,) 1 where the landmarks are off, NaN where unknown.
    noise
        (features,) standard deviation of the noise on the inputs.
    """

    x: Floats
    y: Floats
    joints: Floats
    terms: Floats
    weight: Floats
    bad: Floats
    noise: Floats


@dataclass(frozen=True, eq=False)
class Member:
    """A network while it learns; ``places`` says where the joints are, ``linear`` adds terms."""

    trunk: Any
    answers: Any
    places: Any
    linear: Any

    @classmethod
    def built_for(cls, rows: Standardised) -> Member:
        """Return an untrained network of the sizes that the rows require."""
        from torch import nn

        count = rows.y.shape[1]
        trunk = nn.Sequential(
            nn.Linear(rows.x.shape[1], HIDDEN[0]),
            nn.ReLU(),
            nn.Dropout(DROP),
            nn.Linear(HIDDEN[0], HIDDEN[1]),
            nn.ReLU(),
            nn.Dropout(DROP),
        )
        answers = nn.Linear(HIDDEN[1], 2 * count + 1)
        places = nn.Linear(HIDDEN[1], rows.joints.shape[1])
        linear = nn.Linear(rows.terms.shape[1], count, bias=False)
        nn.init.zeros_(linear.weight)
        return cls(trunk, answers, places, linear)

    @property
    def layers(self) -> list[Any]:
        """Parameters of all but the linear part."""
        return [p for part in (self.trunk, self.answers, self.places) for p in part.parameters()]

    def arrays(self) -> list[Floats]:
        """Return weights and biases of the three layers in turn, and the linear weights."""
        dense = [part for part in (*self.trunk, self.answers) if hasattr(part, "weight")]
        kept = [array for layer in dense for array in (layer.weight.T, layer.bias)]
        return [
            array.detach().numpy().astype(np.float32) for array in (*kept, self.linear.weight.T)
        ]


def _train_member(rows: Standardised, seed: int) -> list[Floats]:
    """Train one network; return its `Member.arrays`. The seed draws weights and order."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    member = Member.built_for(rows)
    optimiser = torch.optim.AdamW(
        [
            {"params": member.layers, "weight_decay": DECAY},
            {"params": member.linear.parameters(), "weight_decay": LINEAR_DECAY},
        ]
    )
    count = len(rows.x)
    steps = EPOCHS * (count // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    tensors = {field.name: torch.from_numpy(getattr(rows, field.name)) for field in fields(rows)}
    noise = tensors.pop("noise")
    for _ in range(EPOCHS):
        order = torch.randperm(count)
        for start in range(0, count, BATCH):
            picked = order[start : start + BATCH]
            loss = _loss(member, {name: part[picked] for name, part in tensors.items()}, noise)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*member.layers, *member.linear.parameters()], 5.0)
            optimiser.step()
            schedule.step()
    return member.arrays()


def _loss(member: Member, batch: dict[str, Any], noise: Any) -> Any:
    """Return the loss of some rows: for the answers, the joints, and recognising bad landmarks."""
    import torch
    from torch import nn

    x, y, terms, weight, bad = (batch[name] for name in ("x", "y", "terms", "weight", "bad"))
    count = y.shape[1]
    hidden = member.trunk(x + noise * torch.randn(*x.shape))
    out = member.answers(hidden)
    added = member.linear(terms + LINEAR_NOISE * torch.randn(*terms.shape))
    value, log_scale = out[:, :count] + added, out[:, count : 2 * count]
    apart = (member.places(hidden) - batch["joints"]).abs() * weight[:, None]
    judged = torch.isfinite(bad)
    of_bad = nn.functional.binary_cross_entropy_with_logits(out[judged, -1], bad[judged])
    answered = _laplace(value, log_scale, y, weight)
    return answered + JOINTS_WEIGHT * apart.mean() + 0.2 * of_bad


def _laplace(value: Any, log_scale: Any, target: Any, weight: Any) -> Any:
    """Return the weighted negative log likelihood where there is a truth."""
    import torch

    log_scale = log_scale.clamp(-4, 3)
    there = torch.isfinite(target)
    error = torch.where(there, target - value, torch.zeros_like(value)).abs()
    likelihood = error * torch.exp(-log_scale) + log_scale
    # without this factor the network learns to be unsure about rare movements, not to see them
    loss: Any = likelihood * torch.exp(BETA * log_scale).detach() * weight[:, None]
    return loss[there].mean()


def _train(rows: list[Rows], posture: Posture, members: int) -> Arrays:
    """Return the arrays of one posture's networks, under their names in the file."""
    x = np.concatenate([part.x for part in rows])
    y = np.concatenate([part.y for part in rows])
    joints = np.concatenate([part.joints for part in rows])
    error = np.concatenate([part.error_ratio for part in rows])
    weight = np.concatenate(
        [np.full(len(part.x), USUAL_WEIGHT if part.usual else 1.0) for part in rows]
    )
    largest = np.nan_to_num(np.abs(y[:, ANSWERS[posture].index(LARGE[posture])]))
    weight = weight * (1.0 + largest / LARGE_DEG)
    keep = np.isfinite(y).any(axis=1)
    x, y, joints, error, weight = x[keep], y[keep], joints[keep], error[keep], weight[keep]
    joints = (joints - joints.mean(axis=0)) / (joints.std(axis=0) + 0.02)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 0.02
    y_mean, y_scale = np.nanmean(y, axis=0), np.nanstd(y, axis=0) + 1e-3
    standard = (x - mean) / scale
    bad = np.where(np.isfinite(error), error > BAD_SHARE, np.nan).astype(np.float32)
    in_body_terms, raw = NOISE
    noise = np.full(x.shape[1], raw, np.float32)
    noise[BODY_TERMS] = in_body_terms
    inputs = np.clip(standard, -CLIP, CLIP).astype(np.float32)
    terms = linear_terms(x, inputs).astype(np.float32)
    weight = (weight * np.where(error > BAD_SHARE, 0.3, 1.0)).astype(np.float32)
    targets = ((y - y_mean) / y_scale).astype(np.float32)
    prepared = Standardised(inputs, targets, joints, terms, weight, bad, noise)
    networks = [_train_member(prepared, seed) for seed in range(members)]
    stacked = [np.stack(arrays).astype(np.float16) for arrays in zip(*networks, strict=True)]
    count = y.shape[1]
    arrays: Arrays = dict(zip(LAYERS, stacked, strict=True)) | {
        "answers": np.array(ANSWERS[posture]),
        "mean": mean.astype(np.float32),
        "scale": scale.astype(np.float32),
        "answer_mean": y_mean.astype(np.float32),
        "answer_scale": y_scale.astype(np.float32),
        "novelty_limit": np.array([_novelty_limit(standard[:, part]) for part in BLOCKS.values()]),
        "gain": np.ones(count, np.float32),
        "factor": np.ones((count, 5), np.float32),
        "peak_ratio": np.ones((count, 5), np.float32),
        "doubt_limit": np.array(1.0, np.float32),
    }
    return {f"{posture}_{name}": array for name, array in arrays.items()}


def _novelty_limit(standard: NDArray[np.floating[Any]]) -> float:
    """Return the mean squared deviation of a block that one row in a hundred exceeds."""
    return float(np.percentile(np.minimum(standard**2, 100).mean(axis=1), 99)) + 1e-3


def _held_out(rows: dict[int, list[Rows]], posture: Posture) -> list[Held]:
    """Return the results of networks on the family that they were trained without; rows by pass."""
    families = sorted({part.family for part in rows[0]})
    results = []
    for family in families:
        known = [part for passed in rows.values() for part in passed if part.family != family]
        strangers = [part for part in rows[0] if part.family == family]
        print(f"  {family} held out: {len(strangers)} clips", flush=True)
        networks = networks_of(_train(known, posture, HELD_OUT_MEMBERS), posture)
        results += [Held(part, *networks.raw(part.x.astype(np.float64))) for part in strangers]
    return results


def _gather(folder: Path, passes: int) -> dict[int, list[Rows]]:
    """Return the rows of all recordings by pass: 0 as they are, the others as of other people."""
    by_pass: dict[int, list[Rows]] = {number: [] for number in range(passes + 1)}
    for recording in recordings(folder, "*_train_*"):
        seed = sum(map(ord, recording.name))
        for number, rows in by_pass.items():
            rng = np.random.default_rng([seed, number]) if number else None
            rows += rows_of(recording, rng)
    return by_pass


def main() -> None:
    """Train both postures, determine the intervals on strangers, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("vision/models/angle_model.npz"))
    parser.add_argument("--passes", type=int, default=2, help="passes with other people's offsets")
    parser.add_argument("--only", type=Posture, choices=tuple(ANSWERS), help="one posture")
    options = parser.parse_args()
    arrays: Arrays = {}
    if options.only and options.out.exists():
        with np.load(options.out) as stored:
            arrays = {name: stored[name] for name in stored.files}
    every = _gather(options.folder, options.passes)
    for posture in (options.only,) if options.only else tuple(ANSWERS):
        rows = {n: [r for r in part if r.posture is posture] for n, part in every.items()}
        print(f"{posture}: {len(rows[0])} clips", flush=True)
        strangers = _held_out(rows, posture)
        arrays |= _train([r for part in rows.values() for r in part], posture, MEMBERS)
        arrays |= calibration(strangers, ANSWERS[posture], posture)
        if posture is Posture.HINGED:
            arrays |= train_stance(*stance_rows(recordings(options.folder, "*_train_aeroplane_*")))
    packed: Any = arrays
    np.savez_compressed(options.out, **packed)


if __name__ == "__main__":
    main()
