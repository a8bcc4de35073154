"""What the command line prints: the summary of a session, and progress on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.practice.coaching import coaching
from app.session.words import (
    drill_title,
    format_measure,
    level_words,
    measure_label,
    tally_words,
    view_words,
)

if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn

    from tqdm import tqdm

    from app.practice.today import Today
    from app.run.driver import Progress
    from app.session.model import Session


def summary(
    session: Session,
    files: tuple[Path, ...] = (),
    sets: int | None = None,
    reps: int | None = None,
    today: Today | None = None,
) -> str:
    """Return the session in a few lines.

    Parameters
    ----------
    session
        The record.
    files
        What was written; listed at the end.
    sets, reps, today
        As for `app.practice.coaching.coaching`.
    """
    lines = [f"{session.source.name}: {_headline(session)}"]
    if session.drill is not None:
        total = session.counts.total
        lines.append(f"  {total} rep{'s' * (total != 1)}: {tally_words(session.counts)}")
    lines += [
        f"  rep {i}: {', '.join(rep.reasons)}"
        for i, rep in enumerate(session.reps, 1)
        if rep.reasons
    ]
    for side, ranges in session.ranges.items():
        for name, best in ranges.items():
            value = format_measure(name, best.measure)
            lines.append(f"  {side.value} {measure_label(name).lower()}: {value}")
    lines += [f"  {line}" for line in coaching(session, sets, reps, today)]
    lines += [f"  note: {note}" for note in session.quality.notes]
    lines += [f"  {path}" for path in files]
    return "\n".join(lines)


def _headline(session: Session) -> str:
    if session.drill is None:
        return "no drill found"
    words = [drill_title(session.drill)]
    if session.level is not None:
        words.append(level_words(session.level))
    if session.side is not None:
        words.append(f"{session.side} side")
    words.append(f"seen from: {view_words(session.view)}")
    return ", ".join(words)


class ProgressBar:
    """A bar on stderr while an input is analysed; silent if that is not a terminal."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar: tqdm[NoReturn] | None = None
        self._is_look = False

    def __call__(self, progress: Progress) -> None:
        """Show one more frame; a recording is gone through twice, the second time fast."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        is_look = progress.reps is None
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                desc=self._name[-30:],
                total=progress.info.frames,
                unit="frame",
                leave=False,
                file=sys.stderr,
            )
        elif self._is_look and not is_look:
            self._bar.reset()
        self._is_look = is_look
        doing = "looking" if is_look else f"{progress.reps} reps"
        self._bar.set_postfix_str(doing, refresh=False)
        self._bar.update(1)

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
