"""The program around the measuring: pipeline, recording, reports, command line, window."""

__version__ = "0.1.0"
