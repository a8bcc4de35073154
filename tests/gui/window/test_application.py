"""Starting: options, no display, the last resort."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from PyQt6.QtCore import qInstallMessageHandler, qWarning
from PyQt6.QtWidgets import QApplication

from app import display
from app.cli import window as application
from app.cli.main import main as cli_main
from app.display import display_problem
from app.gui import desktop
from app.gui.desktop import LastResort
from app.settings import preferences
from app.settings.wishes import Wishes
from drills.core.events import Drill
from vision.datatypes import Side

on_x11 = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for an X display")


@on_x11
class TestDisplay:
    def test_none(self):
        assert "start it on a desktop" in display_problem({})

    def test_one_that_does_not_answer(self):
        assert ":987" in display_problem({"DISPLAY": ":987"})

    def test_wayland_that_is_not_there(self, tmp_path):
        env = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display_problem(env) is not None
        assert display_problem(env | {"QT_QPA_PLATFORM": "wayland"}) is not None

    def test_a_library_that_is_missing_is_named(self, monkeypatch):
        def refuse(name):
            raise OSError("libxcb-cursor.so.0: cannot open shared object file")

        monkeypatch.setattr(display.ctypes, "CDLL", refuse)
        problem = display_problem({"DISPLAY": ":0"})
        assert problem.startswith("libxcb-cursor.so.0 is missing")

    def test_elsewhere_there_is_one(self, monkeypatch):
        monkeypatch.setattr(display.sys, "platform", "darwin")
        assert display_problem({}) is None

    def test_offscreen_needs_none(self):
        assert display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None

    def test_the_program_says_one_line_and_ends_with_3(self):
        names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        env = {name: value for name, value in os.environ.items() if name not in names}
        code = "import sys; from app.cli.window import main; sys.exit(main([]))"
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 3
        assert done.stderr.startswith("hipdrill: error: there is no display for the window: ")
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


class TestOptions:
    @pytest.fixture
    def started(self, monkeypatch):
        seen = []
        monkeypatch.setattr(application, "display_problem", lambda: None)
        monkeypatch.setattr(desktop, "run_gui", lambda wishes, _news: seen.append(wishes) or 0)
        return seen

    def test_none(self, started):
        assert application.main([]) == 0
        assert started == [Wishes()]

    def test_all(self, started):
        application.main(
            ["--source", "a.mp4", "--drill", "foot-lift", "--side", "left", "--autostart"]
        )
        assert started == [Wishes((), "a.mp4", Drill.FOOT_LIFT, Side.LEFT, True)]

    def test_files_are_reviewed(self, started, tmp_path):
        clip = tmp_path / "my clip.mp4"
        clip.write_bytes(b"x")
        assert cli_main([str(clip)]) == 0
        assert cli_main([clip.as_uri(), str(tmp_path)]) == 0
        assert started == [Wishes((str(clip),)), Wishes((str(clip), str(tmp_path)))]

    def test_a_word_that_is_neither_command_nor_file_is_an_error(self, started, capsys):
        with pytest.raises(SystemExit) as exit_info:
            cli_main(["analyze"])
        assert exit_info.value.code == 2
        assert started == []

    def test_wrong_ones_are_one_line_and_2(self, started, capsys):
        with pytest.raises(SystemExit) as exit_info:
            application.main(["--drill", "splits"])
        assert exit_info.value.code == 2
        error = capsys.readouterr().err
        assert error.startswith("hipdrill: error: ")
        assert error.count("\n") == 1


class TestLastResort:
    @pytest.fixture
    def told(self, qapp):
        last_resort, lines = LastResort(), []
        last_resort.happened.connect(lines.append)
        yield last_resort, lines
        last_resort.remove()

    def test_an_exception_is_logged_and_told(self, told, caplog):
        last_resort, lines = told
        error = ValueError("odd")
        last_resort.take(ValueError, error, None)
        assert lines == ["Something went wrong (ValueError: odd). Please try again."]
        assert len(caplog.records) == 1

    def test_of_a_thread_too(self, told, caplog, wait):
        last_resort, lines = told
        last_resort.install()
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        wait(lambda: len(lines) == 1)
        assert "ZeroDivisionError" in lines[0]


class TestRunGui:
    @pytest.fixture
    def launched(self, qapp, world, tmp_path, monkeypatch):
        """Run the real start on fakes; the window closes once it has shown the summary."""
        monkeypatch.setattr(desktop, "real_services", lambda: world.services)
        monkeypatch.setattr(desktop, "data_folder", lambda: tmp_path)
        monkeypatch.setattr(desktop, "_log_to_file", lambda folder: None)
        windows = []

        class Window(desktop.MainWindow):
            def __init__(self, *args):
                super().__init__(*args)
                windows.append(self)

        def run_until_summary():
            practise = windows[0].practise
            while practise.currentWidget() is not practise.summary:
                QApplication.processEvents()
            windows[0].close()
            return 0

        monkeypatch.setattr(desktop, "MainWindow", Window)
        monkeypatch.setattr(qapp, "exec", run_until_summary)
        yield windows
        for window in windows:
            window.deleteLater()
        QApplication.sendPostedEvents(None, 0)
        QApplication.processEvents()

    def test_autostart_runs_the_source_to_its_summary(self, launched, world):
        hook = sys.excepthook
        assert desktop.run_gui(Wishes((), "clip.mp4", Drill.FROGGER, None, True)) == 0
        assert world.orders[0].source == "clip.mp4"
        assert world.orders[0].settings.drill is Drill.FROGGER
        assert sys.excepthook is hook

    def test_place_and_drill_are_remembered(self, launched, tmp_path):
        desktop.run_gui(Wishes((), "clip.mp4", Drill.FROGGER, None, True))
        remembered = preferences.load(tmp_path)
        assert remembered.geometry != ""
        assert remembered.drill == "frogger"

    def test_damaged_settings_and_what_was_recovered_are_told(
        self, launched, tmp_path, qapp, monkeypatch
    ):
        (tmp_path / preferences.FILE_NAME).write_text("{")
        shown = []
        monkeypatch.setattr(qapp, "exec", lambda: shown.append(launched[0].notice.text) or 0)
        desktop.run_gui(Wishes(source="0"), ("One session was not closed.",))
        notice = launched[0].notice
        notice.say("No camera was found.")  # which is known only later
        assert notice.text == shown[0]
        notice.say("Deleted.", action="Put back")
        assert notice.text == "Deleted."
        notice.close_button.click()
        assert notice.text == shown[0]
        notice.close_button.click()
        assert notice.text.startswith("The file of settings is damaged. In use: the usual")
        notice.close_button.click()
        assert notice.text == "No camera was found."
        notice.close_button.click()
        assert notice.text == ""
        launched[0].close()
        assert shown == ["One session was not closed."]
        assert (tmp_path / preferences.ASIDE_NAME).read_text() == "{"

    def test_ctrl_c_closes_the_window_and_ends_with_130(self, launched, world, qapp, monkeypatch):
        def interrupted():
            signal.raise_signal(signal.SIGINT)
            return 0

        monkeypatch.setattr(qapp, "exec", interrupted)
        before = signal.getsignal(signal.SIGINT)
        assert desktop.run_gui(Wishes(source="0")) == 130
        assert not launched[0].isVisible()
        assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def _root_log():
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    qInstallMessageHandler(None)


@pytest.mark.usefixtures("_root_log", "qapp")
class TestLog:
    def test_errors_and_words_of_qt_go_into_a_file(self, monkeypatch, tmp_path):
        desktop._log_to_file(tmp_path / "data")
        logging.getLogger("app").error("an odd thing")
        qWarning("a word of Qt")
        text = (tmp_path / "data" / "hipdrill.log").read_text(encoding="utf-8")
        assert "ERROR app: an odd thing" in text
        assert "WARNING qt: a word of Qt" in text

    def test_a_home_that_cannot_be_written_keeps_nobody_out(self, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("in the way")
        desktop._log_to_file(tmp_path / "file")


@on_x11
def test_opencv_leaves_the_plugins_of_qt_alone():
    code = (
        "import os; import vision.capture.opencv; "
        "print(sorted(n for n in os.environ if 'QT_QPA' in n))"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@on_x11
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a virtual X display")
def test_the_real_window_opens_on_x11_after_opencv():
    code = (
        "import vision.capture.opencv; from PyQt6.QtWidgets import QApplication, QWidget;"
        "app = QApplication([]); window = QWidget(); window.show(); app.processEvents();"
        "from app.display import display_problem; print(app.platformName(), display_problem())"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", code],
        env=env | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "xcb None"
