"""Pixels to joint angles: sources, pose estimation, quality, kinematics. No Qt, no drills."""
