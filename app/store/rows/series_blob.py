"""Per-frame series as a small blob: hundredths in int16 where they fit, deltas, zlib.

Two decimals are what angles.csv gives, so nothing is lost that the files have. int16 hundredths
hold -327.67 to 327.67; a larger value makes its column float32. Columns without any value are left
out. The layout is 4 bytes of magic, 4 bytes with the length of the JSON header, the header, then
the columns in its order, everything after the magic in one zlib stream.
"""

from __future__ import annotations

import json
import struct
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from app.session.series import TRACKED, AngleSeries
from vision.measures import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_MAGIC = b"HDS1"
MOST_BYTES = 1 << 29
"""Limit of an unpacked series, about ten hours: a damaged blob could unpack to any size."""
_MISSING = -32768
_TICKS_PER_S = 10_000
_LEVEL = 6


def pack(series: AngleSeries) -> bytes:
    """Return the blob of a series, which may be empty."""
    columns: list[dict[str, str]] = []
    data: list[bytes] = []

    def put(name: str, values: NDArray[Any]) -> None:
        columns.append({"name": name, "type": values.dtype.str})
        data.append(values.tobytes())

    phases, phase_codes = _coded(series.phase)
    reasons, reason_codes = _coded(series.reason)
    put("t", _deltas(np.rint(series.t_s * _TICKS_PER_S).astype("<i8")).astype("<i4"))
    put("phase", phase_codes)
    put("reason", reason_codes)
    put("rep", series.rep.astype("<i4"))
    put("seen", np.rint(series.seen * 100).astype("u1"))
    for name, table in series.measures.items():
        if np.isfinite(table[:, 0]).any():
            put(name, _column(table))
    if series.landmarks_m is not None:
        columns.append({"name": "landmarks", "type": np.dtype("<i2").str})
    header = {
        "frames": len(series.t_s), "phases": phases, "reasons": reasons, "columns": columns,
    }  # fmt: skip
    text = json.dumps(header, separators=(",", ":")).encode()
    packing = zlib.compressobj(_LEVEL)
    blob = [_MAGIC, packing.compress(struct.pack("<I", len(text)) + text)]
    blob += [packing.compress(column) for column in chain(data, _landmark_deltas(series))]
    return b"".join([*blob, packing.flush()])


def unpack(blob: bytes) -> AngleSeries:
    """Return the series of a blob; measures that it does not contain are NaN.

    Raises
    ------
    ValueError
        If the blob is damaged or too long.
    """
    if blob[:4] != _MAGIC:
        raise ValueError("these are not stored angles")
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(blob[4:], MOST_BYTES)
        if not unpacking.eof:
            raise ValueError("the stored angles are cut off, or there are too many of them")
        header, columns = _columns(raw)
        return _series(header, columns)
    except (zlib.error, struct.error, KeyError, IndexError, json.JSONDecodeError) as error:
        raise ValueError(f"the stored angles are damaged ({error})") from error


def _columns(raw: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    (length,) = struct.unpack_from("<I", raw)
    header = json.loads(raw[4 : 4 + length])
    frames, at = header["frames"], 4 + length
    widths = {"t": 1, "phase": 1, "reason": 1, "rep": 1, "seen": 1}
    columns: dict[str, NDArray[Any]] = {}
    for column in header["columns"]:
        kind, name = np.dtype(column["type"]), column["name"]
        width = 3 * len(TRACKED) if name == "landmarks" else widths.get(name, 3)
        columns[name] = np.frombuffer(raw, kind, frames * width, at)
        at += frames * width * kind.itemsize
    return header, columns


def _series(header: dict[str, Any], columns: dict[str, NDArray[Any]]) -> AngleSeries:
    frames = header["frames"]
    names = [*COLUMNS, *(n for n in columns if n.endswith(("_deg", "_ratio")))]
    measures = {
        name: _values(columns[name], frames) if name in columns else np.full((frames, 3), np.nan)
        for name in dict.fromkeys(names)
    }
    marks = columns.get("landmarks")
    return AngleSeries(
        t_s=np.cumsum(columns["t"].astype(np.int64)) / _TICKS_PER_S,
        phase=tuple(header["phases"][code] for code in columns["phase"].tolist()),
        rep=columns["rep"].astype(np.int64),
        measures=measures,
        seen=columns["seen"] / 100.0,
        reason=tuple(header["reasons"][code] for code in columns["reason"].tolist()),
        landmarks_m=None if marks is None else _metres(marks, frames),
    )


def _coded(texts: Sequence[str]) -> tuple[list[str], NDArray[np.uint16]]:
    """Return the distinct texts, and for each text its number (a drill has a handful of phases)."""
    known = list(dict.fromkeys(texts))
    codes = {text: code for code, text in enumerate(known)}
    return known, np.array([codes[text] for text in texts], "<u2")


def _deltas(values: NDArray[Any]) -> NDArray[Any]:
    """Return differences between frames; in int16, they may wrap and wrap back when summed."""
    return np.diff(values, axis=0, prepend=np.zeros_like(values[:1]))


def _column(table: NDArray[np.float64]) -> NDArray[Any]:
    """Return (n, 3) value, low, high column by column: similar numbers side by side pack best."""
    hundredths = np.rint(table.T * 100)
    if np.nanmax(np.abs(hundredths)) > -_MISSING - 1:
        return table.T.astype("<f4")
    whole = np.where(np.isfinite(hundredths), hundredths, _MISSING).astype("<i2")
    return np.ascontiguousarray(_deltas(whole.T).T)


def _values(column: NDArray[Any], frames: int) -> NDArray[np.float64]:
    table = column.reshape(3, frames)
    if column.dtype.kind == "f":
        return np.ascontiguousarray(table.T, np.float64)
    whole = np.cumsum(table, axis=1, dtype="<i2")
    return np.where(whole == _MISSING, np.nan, whole / 100.0).T


def _landmark_deltas(series: AngleSeries) -> Iterator[bytes]:
    """Give the landmarks part by part: as a whole, they would be the largest object in memory."""
    last: NDArray[np.int16] | None = None
    for part in series.parts():
        if part.landmarks_m is None:
            return
        whole = _millimetres(part.landmarks_m[:])
        before = np.zeros_like(whole[:1]) if last is None else last
        yield np.diff(whole, axis=0, prepend=before).tobytes()
        last = whole[-1:]


def _millimetres(marks_m: NDArray[np.float32]) -> NDArray[np.int16]:
    flat = np.rint(marks_m.reshape(len(marks_m), -1) * 1000)
    clipped = np.clip(flat, _MISSING + 1, -_MISSING - 1)
    return np.where(np.isfinite(flat), clipped, _MISSING).astype("<i2")


def _metres(column: NDArray[Any], frames: int) -> NDArray[np.float32]:
    whole = np.cumsum(column.reshape(frames, -1), axis=0, dtype="<i2")
    return np.where(whole == _MISSING, np.nan, whole / 1000.0).reshape(frames, -1, 3).astype("f4")
