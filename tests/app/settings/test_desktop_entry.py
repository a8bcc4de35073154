"""The entry for the desktop: valid, complete, taken away again; its command opens the window."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.cli import main as cli
from app.settings import desktop_entry
from app.settings.desktop_entry import ICON, TYPES, entry, install, places, remove
from sample_videos import sample_path

ROOT = Path(__file__).parents[3]
ODD = '/opt/my $HOME/50 % "hip"\\drill`'
on_linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="for Linux desktops")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def fields(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return parser["Desktop Entry"]


def words_of(line):
    """The words of an Exec line, as a desktop reads them: first the file's escapes, then quotes."""
    line = line.replace("\\\\", "\\")
    found = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', line)
    words = (re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in found)
    return [word.replace("%%", "%") for word in words]


def test_files_are_handed_to_the_program_as_one_word_each():
    for command in (("/opt/hipdrill",), (ODD, "-m", "app")):
        *words, files = words_of(fields(entry(command))["Exec"])
        assert tuple(words) == command
        assert files == "%F"


@on_linux
def test_it_is_installed_for_the_videos_and_taken_away(home, capsys):
    assert cli.main(["desktop", "--install"]) == 0
    written = places(home)
    assert all(str(path) in capsys.readouterr().out or path.is_file() for path in written)
    assert fields(written[0].read_text("utf-8"))["MimeType"].split(";")[:-1] == list(TYPES)
    assert ET.fromstring(written[1].read_text("utf-8")).tag.endswith("svg")
    assert cli.main(["desktop", "--remove"]) == 0
    assert not any(path.exists() for path in written)
    assert cli.main(["desktop", "--remove"]) == 0
    assert "nothing to remove" in capsys.readouterr().out


@on_linux
@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs the validator")
@pytest.mark.parametrize("command", [("/opt/hipdrill",), (ODD, "-m", "app")])
def test_the_validator_has_nothing_to_say(tmp_path, command):
    path = tmp_path / "hipdrill.desktop"
    path.write_text(entry(command), "utf-8")
    done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@on_linux
def test_a_folder_that_cannot_be_written_is_one_line(home, capsys):
    (home / "applications").write_text("in the way")
    assert cli.main(["desktop", "--install"]) == 3
    assert "check that this folder can be written" in capsys.readouterr().err


@pytest.mark.parametrize("act", [install, remove])
def test_other_systems_are_told_where_to_read(monkeypatch, act):
    monkeypatch.setattr(desktop_entry.sys, "platform", "darwin")
    with pytest.raises(desktop_entry.UserError, match="README"):
        act()


def test_the_window_has_the_icon(qapp):
    from PyQt6.QtGui import QIcon

    image = QIcon(str(ICON)).pixmap(64, 64).toImage()
    assert image.pixelColor(32, 60).name() == "#0f6674"


@on_linux
@pytest.mark.slow  # the real window on a virtual screen
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a virtual X display")
def test_its_command_opens_the_window_with_a_file(tmp_path):
    video = tmp_path / "a clip with blanks.mp4"
    shutil.copy(sample_path("foot_lift"), video)
    line = fields(entry((sys.executable, "-m", "app")))["Exec"].removesuffix(" %F")
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    env |= {
        "QT_QPA_PLATFORM": "xcb",
        "HIPDRILL_DATA": str(tmp_path / "data"),
        "HOME": str(tmp_path),
    }
    command = ["xvfb-run", "-a", *words_of(line), str(video)]
    run = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)
    try:
        until_s = time.monotonic() + 60
        kept = tmp_path / "data" / "preferences.json"
        while time.monotonic() < until_s and not (
            kept.is_file() and video.name in kept.read_text()
        ):
            assert run.poll() is None
            time.sleep(0.2)
        assert video.name in kept.read_text()
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        run.wait(30)
