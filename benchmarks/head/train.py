"""Train the learned head on recorded scenes and write `vision/models/angle_head.npz`.

    python -m benchmarks.head.train FOLDER [--out FILE]

Needs the extra ``rig`` (torch). FOLDER holds recordings of the split ``train``. Two small networks
come out, one for hinged bodies and one for bodies on all fours: the mean of a few networks
of two hidden layers that differ in their seeds. For every answer they give a value and the scale of a
Laplace distribution (Kendall and Gal 2017, with the absolute instead of the squared error: the
value is then the median and heavy tails are forgiven).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.head.dataset import ALL_FOURS, BAD_SHARE, HINGED, Rows_, dataset
from benchmarks.head.record import recordings
from vision.datatypes import Posture

if TYPE_CHECKING:
    from numpy.typing import NDArray

HIDDEN = (128, 64)
MEMBERS = 4
EPOCHS = 60
BATCH = 256
ANSWERS = {Posture.HINGED: HINGED, Posture.ALL_FOURS: ALL_FOURS}
CLIP = 5.0


def train_member(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    weight: NDArray[np.float32],
    bad: NDArray[np.float32],
    seed: int,
    epochs: int = EPOCHS,
    noise: float | NDArray[np.float32] = 0.1,
    drop: float = 0.1,
    decay: float = 0.02,
) -> list[NDArray[np.float32]]:
    """Train one network on standardised rows; returns its weight matrices and biases."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    n_answers = y.shape[1]
    model = nn.Sequential(
        nn.Linear(x.shape[1], HIDDEN[0]),
        nn.ReLU(),
        nn.Dropout(drop),
        nn.Linear(HIDDEN[0], HIDDEN[1]),
        nn.ReLU(),
        nn.Dropout(drop),
        nn.Linear(HIDDEN[1], 2 * n_answers + 1),
    )
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
    weights, bads = torch.from_numpy(weight), torch.from_numpy(bad)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=decay)
    steps = epochs * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    spread = torch.as_tensor(noise)
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            given = inputs[rows] + spread * torch.randn(len(rows), x.shape[1])
            out = model(given)
            value, log_scale = out[:, :n_answers], out[:, n_answers : 2 * n_answers].clamp(-4, 3)
            there = torch.isfinite(targets[rows])
            error = torch.where(there, targets[rows] - value, torch.zeros_like(value)).abs()
            loss = (error * torch.exp(-log_scale) + log_scale)[there]
            row_weight = weights[rows][:, None].expand_as(there)[there]
            total = (loss * row_weight).mean()
            judged = torch.isfinite(bads[rows])
            total = total + 0.2 * nn.functional.binary_cross_entropy_with_logits(
                out[judged, -1], bads[rows][judged]
            )
            optimiser.zero_grad()
            total.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
    layers = [part for part in model if isinstance(part, nn.Linear)]
    return [
        array.detach().numpy().astype(np.float32)
        for layer in layers
        for array in (layer.weight.T, layer.bias)
    ]


def train(rows: list[Rows_], posture: Posture, **options: Any) -> dict[str, NDArray[Any]]:
    """Return the arrays of one posture's networks, by name."""
    chosen = [part for part in rows if part.posture is posture]
    x = np.concatenate([part.x for part in chosen]).astype(np.float32)
    y = np.concatenate([part.y for part in chosen]).astype(np.float32)
    error = np.concatenate([part.error_ratio for part in chosen])
    keep = np.isfinite(y).any(axis=1)
    x, y, error = x[keep], y[keep], error[keep]
    mean, scale = x.mean(axis=0), x.std(axis=0) + 0.02
    y_mean, y_scale = np.nanmean(y, axis=0), np.nanstd(y, axis=0) + 1e-3
    inputs = np.clip((x - mean) / scale, -CLIP, CLIP)
    targets = (y - y_mean) / y_scale
    bad = (error > BAD_SHARE).astype(np.float32)
    bad[~np.isfinite(error)] = np.nan
    weight = np.where(error > BAD_SHARE, 0.3, 1.0).astype(np.float32)
    found: dict[str, NDArray[Any]] = {
        "mean": mean,
        "scale": scale,
        "answer_mean": y_mean,
        "answer_scale": y_scale,
    }
    members = options.pop("members", MEMBERS)
    networks = [
        train_member(inputs, targets, weight, bad, seed, **options) for seed in range(members)
    ]
    for index in range(len(networks[0])):
        found[f"layer{index}"] = np.stack([network[index] for network in networks])
    return found


def main() -> None:
    """Train both postures and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("vision/models/angle_head.npz"))
    options = parser.parse_args()
    rows = dataset(recordings(options.folder, "train"))
    arrays: dict[str, NDArray[Any]] = {}
    for posture, answers in ANSWERS.items():
        count = sum(len(part.x) for part in rows if part.posture is posture)
        print(f"{posture}: {count} rows", flush=True)
        for name, array in train(rows, posture).items():
            arrays[f"{posture}_{name}"] = array.astype(np.float16 if "layer" in name else np.float32)
        arrays[f"{posture}_answers"] = np.array(answers)
    np.savez_compressed(options.out, **arrays)


if __name__ == "__main__":
    main()
