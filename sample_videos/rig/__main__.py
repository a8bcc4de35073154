"""Command line: ``python -m sample_videos.rig {clip,still,random} ...``."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .motion import DRILLS
from .scenes import Scene, random_scene

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        _run(options)
    except (OSError, TypeError, ValueError, ImportError) as error:
        print(f"rig: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sample_videos.rig", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    clip = commands.add_parser("clip", help="render a JSON spec to mp4, csv and json")
    clip.add_argument("spec", type=Path)
    clip.add_argument("out", type=Path, help="folder")
    still = commands.add_parser("still", help="pictures of a JSON spec side by side")
    still.add_argument("spec", type=Path)
    still.add_argument("moments", help="phases or seconds, e.g. hold,open,12.5")
    still.add_argument("out", type=Path, help="PNG file")
    draw = commands.add_parser("random", help="print a random spec for a drill")
    draw.add_argument("drill", choices=DRILLS)
    draw.add_argument("seed", type=int)
    return parser


def _run(options: argparse.Namespace) -> None:
    if options.command == "random":
        print(json.dumps(asdict(random_scene(options.drill, options.seed)), indent=1))
        return
    scene = Scene(**json.loads(options.spec.read_text()))
    if options.command == "clip":
        from .clip import render_clip

        render_clip(scene, options.out)
    else:
        from .still import contact_sheet

        contact_sheet(scene, [_moment(text) for text in options.moments.split(",")], options.out)


def _moment(text: str) -> float | str:
    """Read a time in seconds or the name of a phase."""
    try:
        return float(text)
    except ValueError:
        return text


if __name__ == "__main__":
    sys.exit(main())
