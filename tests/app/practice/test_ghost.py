"""The ghost is the furthest clean rep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.practice.live.ghost import Ghost
from drills.core.events import Rep, RepCompleted, RepResult
from tests.gui_builders import a_pose, a_result
from vision.datatypes import Absent, Estimate, Reason, Side


def feed(ghost, start_s, peak_deg, result=RepResult.CLEAN):
    """Feed one rep of a second with its peak in the middle; return the pose of the peak."""
    poses = []
    for step, share in enumerate((0.2, 0.6, 1.0, 0.6, 0.2)):
        t_s = start_s + step * 0.25
        pose = replace(a_pose(), t_s=t_s)
        poses.append(pose)
        size = Estimate.around(peak_deg * share, 2.0)
        ghost.take_result(a_result(t_s=t_s, pose=pose, hip=size))
    rep = Rep(Side.LEFT, start_s, start_s + 0.5, start_s + 1.0, result)
    ghost.take_event(RepCompleted(start_s + 1.0, 1, rep))
    return poses[2]


def test_it_shows_the_peak_of_a_clean_rep():
    ghost = Ghost()
    peak = feed(ghost, 0.0, 30.0)
    assert ghost.pose.t_s == peak.t_s


def test_a_further_clean_rep_replaces_it_a_compensated_one_does_not():
    ghost = Ghost()
    feed(ghost, 0.0, 30.0)
    best = feed(ghost, 2.0, 40.0)
    feed(ghost, 4.0, 50.0, RepResult.COMPENSATED)
    feed(ghost, 6.0, 35.0)
    assert ghost.pose.t_s == best.t_s


def test_without_a_measured_hip_there_is_none():
    ghost = Ghost()
    ghost.take_result(a_result(hip=Absent(Reason.WRONG_VIEW)))
    rep = Rep(Side.LEFT, 0.0, 0.5, 1.0, RepResult.CLEAN)
    ghost.take_event(RepCompleted(1.0, 1, rep))
    assert ghost.pose is None


def test_no_mask_is_kept():
    ghost = Ghost()
    pose = replace(a_pose(), mask=np.zeros((480, 640), bool))
    ghost.take_result(a_result(t_s=0.5, pose=pose))
    rep = Rep(Side.LEFT, 0.0, 0.5, 1.0, RepResult.CLEAN)
    ghost.take_event(RepCompleted(1.0, 1, rep))
    assert ghost.pose is not None
    assert ghost.pose.mask is None
