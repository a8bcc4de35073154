"""A problem report tells where in the code something happened, and of nobody."""

from __future__ import annotations

from app import __version__
from app.settings.problem import licence_texts, problem_report

LOG = """\
2026-01-02 10:11:12,345 INFO app.run: Kim begins
2026-01-02 10:11:12,345 WARNING app.settings.preferences: cannot read /home/kim/data
2026-01-02 10:11:13,345 CRITICAL app.gui.desktop: nobody caught this
Traceback (most recent call last):
  File "/home/kim/venv/lib/python3.11/site-packages/app/gui/background.py", line 70, in _run
    result = self._work()
  File "C:\\Users\\Kim\\hipdrill\\app\\store\\rows\\reading.py", line 7, in read_note
    raise ValueError(name)
  File "/home/kim/Kim Lee/thing.py", line 3, in <module>
ValueError: Kim Lee was born on 1970-01-01
"""


def test_it_holds_places_and_no_person(tmp_path):
    (tmp_path / "Kim.log").write_text(LOG, "utf-8")
    said = problem_report(tmp_path / "Kim.log", {"Window": "1024x600"})
    assert said.startswith(f"Hip Drill {__version__}\nPython 3")
    assert "Window: 1024x600" in said
    assert said.endswith(
        "WARNING app.settings.preferences\n"
        "CRITICAL app.gui.desktop\n"
        "    app/gui/background.py:70 _run\n"
        "    app/store/rows/reading.py:7 read_note\n"
        "    thing.py:3 <module>\n"
        "  ValueError\n"
    )
    for word in ("Kim", "kim", "/home", "1970", "born", "10:11", str(tmp_path)):
        assert word not in said


def test_without_a_log_nothing_went_wrong(tmp_path):
    assert "no errors" in problem_report(tmp_path / "none.log", {})


def test_the_licences_come_with_the_program():
    texts = dict(licence_texts())
    assert "GNU GENERAL PUBLIC LICENSE" in texts["Licence"]
    assert "mediapipe" in texts["Other parts"]
