"""The record of a session: what was counted and measured, and the words for it."""
