"""The network that recognises the stance leg of a hinged body: its rows, its training, its figures.

    python -m training.stance FOLDER [--patterns 'test_aeroplane_*' ...]

prints, for recorded aeroplanes not seen from behind, how often the leg is right, how often it is
sure, and how often it is right then.

It reads the features of a body that is its own neutral, once as it is and once mirrored, and
answers with the difference of the two scores: exchanging the sides reverses the answer.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.dataset import silent
from training.record import load
from vision.datatypes import Posture, Side, View
from vision.measuring import SURE_STANCE
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from training.record import Recording

HIDDEN = 32
EPOCHS = 15
NOISE, DROP, DECAY = 0.2, 0.2, 0.1
HELD_BACK = ("calibration_aeroplane_*.npz", "test_aeroplane_*.npz")


def stance_rows(
    recordings: Iterable[Recording],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return features, those of the mirror image, and 1 for a right stance leg, (n, ...)."""
    plain, mirrored, right = [], [], []
    for recording in recordings:
        if "open_total_deg" not in recording.truth:
            continue
        observer = Observer(Side.RIGHT, silent)  # any side: the features do not depend on it
        for pose, t_s in zip(recording.poses(), recording.t_s.tolist(), strict=True):
            observer.observe(pose, t_s)
            reading = observer.reading
            if reading is None or reading.posture is not Posture.HINGED:
                continue
            as_it_is, in_mirror = observer.stance_features(reading.body)
            plain.append(as_it_is)
            mirrored.append(in_mirror)
            right.append(recording.stance == "R")
    return (
        np.array(plain, np.float32),
        np.array(mirrored, np.float32),
        np.array(right, np.float32),
    )


def train_stance(
    plain: NDArray[np.float32], mirrored: NDArray[np.float32], right: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """Return the arrays of the network, under their names in the file.

    Parameters
    ----------
    plain, mirrored
        (n, `vision.angles.features.N_STANCE`) features of bodies, and of their mirror images.
    right
        (n,) whether the right leg stands.
    """
    import torch
    from torch import nn

    torch.manual_seed(0)
    both = np.concatenate([plain, mirrored])
    mean, scale = both.mean(axis=0), both.std(axis=0) + 0.02
    as_seen, in_mirror = (
        torch.from_numpy(np.clip((rows - mean) / scale, -5.0, 5.0).astype(np.float32))
        for rows in (plain, mirrored)
    )
    wanted = torch.from_numpy(right)
    first, last = nn.Linear(plain.shape[1], HIDDEN), nn.Linear(HIDDEN, 1, bias=False)
    model = nn.Sequential(first, nn.ReLU(), nn.Dropout(DROP), last)
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3, weight_decay=DECAY)
    for _ in range(EPOCHS):
        order = torch.randperm(len(wanted))
        for start in range(0, len(order), 256):
            rows = order[start : start + 256]
            noisy = [
                part[rows] + NOISE * torch.randn(len(rows), plain.shape[1])
                for part in (as_seen, in_mirror)
            ]
            score = (model(noisy[0]) - model(noisy[1]))[:, 0]
            loss: Any = nn.functional.binary_cross_entropy_with_logits(score, wanted[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    arrays = {
        "mean": mean,
        "scale": scale,
        "weights": first.weight.T.detach().numpy(),
        "biases": first.bias.detach().numpy(),
        "out": last.weight[0].detach().numpy(),
    }
    return {f"stance_{name}": array.astype(np.float32) for name, array in arrays.items()}


def _score_of(recording: Recording) -> float | None:
    """Return how surely the first held hinge was judged, positive if correctly.

    ``None`` if there was none, or if it was seen from behind.
    """
    observer = Observer()
    for pose, t_s in zip(recording.poses(), recording.t_s.tolist(), strict=True):
        view = observer.observe(pose, t_s).sample.view
        if observer.stance_score:
            rightly = observer.stance_score if recording.stance == "R" else -observer.stance_score
            return None if view is View.REAR else rightly
    return None


def main() -> None:
    """Print how often the stance leg is recognised in recorded aeroplanes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patterns", nargs="+", default=HELD_BACK)
    options = parser.parse_args()
    paths = [path for name in options.patterns for path in sorted(options.folder.glob(name))]
    scores = np.array([s for path in paths if (s := _score_of(load(path))) is not None])
    sure = np.abs(scores) >= SURE_STANCE
    print(f"{len(scores)} hinges not from behind: leg right in {(scores > 0).mean():.0%}")
    print(f"sure in {sure.mean():.0%}, right then in {(scores[sure] > 0).mean():.0%}")
    print("scores:", " ".join(f"{score:.1f}" for score in np.sort(scores)))


if __name__ == "__main__":
    main()
