"""Videos that are dropped, named or handed over by another start of the program."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtNetwork import QLocalSocket
from PyQt6.QtWidgets import QApplication, QFileDialog, QWidget

from app.gui import desktop
from app.gui.main_window import MainWindow
from app.gui.widgets.dialogs import begin_in
from app.gui.window.instance import Instance, address, hand_over
from app.settings.wishes import Wishes, from_line, to_line
from drills.core.events import Drill
from sample_videos import sample_path
from vision.datatypes import Side

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
LISTENING = """
import sys, time
from pathlib import Path
from PyQt6.QtCore import QCoreApplication
from app.gui.main_window import MainWindow
from app.gui.widgets.dialogs import begin_in
from app.gui.window.instance import Instance
app = QCoreApplication([])
instance = Instance()
print(instance.listen(Path(sys.argv[1])), flush=True)
time.sleep(60)
"""
NO_KEY = Qt.KeyboardModifier.NoModifier


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(widget, *paths):
    """Drag files onto a widget and let go; return whether anybody takes them."""
    data = files(*paths)
    enter = QDragEnterEvent(QPoint(3, 3), COPY, data, LEFT, NO_KEY)
    enter.setAccepted(False)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(3, 3), COPY, data, LEFT, NO_KEY))
    return enter.isAccepted()


@pytest.fixture
def opened(window, monkeypatch):
    seen = []
    monkeypatch.setattr(window.review, "open", seen.append)
    return seen


@pytest.mark.parametrize("number", range(4))
def test_a_file_can_be_dropped_anywhere_on_every_page(window, opened, wait, tmp_path, number):
    window.show_page(number)
    QApplication.processEvents()
    places = [one for one in window.findChildren(QWidget) if one.isVisible()]
    for place in (places[0], *[one for one in places if one.acceptDrops()]):
        window.show_page(number)
        opened.clear()
        assert drop(place, tmp_path / "clip.mp4")
        wait(lambda: opened == [tmp_path / "clip.mp4"])
    assert window.page is window.review


def test_a_file_dropped_on_a_set_is_left_alone(window, world, wait, opened, tmp_path):
    practise = window.practise
    practise.setup.source.name_source("0")
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)
    assert not drop(window, tmp_path / "clip.mp4")
    desktop.answer(window, Wishes((str(tmp_path / "clip.mp4"),)))
    assert practise.live.is_running
    practise.live.stop()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert opened == []
    assert "1 file is waiting since the set." in window.notice.text
    window.notice.button.click()
    wait(lambda: opened == [tmp_path / "clip.mp4"])


def test_no_video_is_analysed_during_a_set(window, world, wait):
    review, practise = window.review, window.practise
    practise.setup.source.name_source("0")
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)
    review.open(sample_path("foot_lift"))
    assert not review.is_busy
    practise.live.stop()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert review.is_busy
    review.shut_down()


def test_the_videos_of_a_folder_are_all_opened(window, opened, wait, tmp_path):
    for name in ("b.mp4", "a.mov", "notes.txt", "sub/c.mkv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert drop(window, tmp_path)
    wait(lambda: opened == [tmp_path / "a.mov", tmp_path / "b.mp4", tmp_path / "sub" / "c.mkv"])
    assert window.preferences.recent[0] == str(tmp_path / "sub" / "c.mkv")


def test_a_folder_without_videos_is_said(window, opened, wait, tmp_path):
    drop(window, tmp_path)
    wait(lambda: "no video" in window.notice.text)
    assert opened == []


def test_dialogs_begin_where_the_last_one_ended_also_after_another_start(
    window, tmp_path, monkeypatch
):
    begun_in = []

    def ask(_parent, _title, folder, _pattern):
        begun_in.append(folder)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    window.review.opener.ask_folder()
    window.close()
    assert window.preferences.folder == str(tmp_path)
    begin_in("")
    again = MainWindow(window._services, window.preferences)
    again.review.opener.ask_files()
    begin_in(str(tmp_path / "gone"))
    again.review.opener.ask_files()
    again.close()
    assert begun_in[0] == str(tmp_path)
    assert Path(begun_in[1]).is_dir()
    begin_in("")


class TestSecondStart:
    @pytest.fixture
    def instance(self, qapp, tmp_path):
        made = Instance()
        made.heard = []
        made.called.connect(made.heard.append)
        assert made.listen(tmp_path)
        yield made
        made.close()

    def start_again(self, folder, wishes, wait):
        """Hand over from another thread: a second start is another program."""
        taken = []
        thread = threading.Thread(target=lambda: taken.append(hand_over(folder, wishes)))
        thread.start()
        wait(lambda: taken != [])
        thread.join()
        return taken[0]

    def test_the_first_window_hears_of_it(self, instance, tmp_path, wait):
        wishes = Wishes((str(tmp_path / "a.mp4"),), "0", Drill.FROGGER, Side.LEFT, True)
        assert self.start_again(tmp_path, wishes, wait)
        assert instance.heard == [wishes]

    def test_without_a_window_nobody_takes_it(self, qapp, tmp_path):
        assert not hand_over(tmp_path, Wishes())

    def test_what_a_killed_window_left_is_no_window(self, qapp, tmp_path):
        listening = subprocess.Popen(
            [sys.executable, "-c", LISTENING, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert listening.stdout.readline() == b"True\n"
        listening.kill()
        listening.communicate()
        assert not hand_over(tmp_path, Wishes())
        again = Instance()
        assert again.listen(tmp_path)
        again.close()

    def test_nonsense_is_left_alone(self, instance, tmp_path, wait):
        socket = QLocalSocket()
        socket.connectToServer(address(tmp_path))
        assert socket.waitForConnected(1000)
        socket.write(b'{"files": "all", "drill": 3}\n')
        socket.flush()
        wait(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
        assert instance.heard == []

    def test_the_socket_is_the_owners_alone(self, instance, tmp_path):
        path = Path(address(tmp_path))
        assert path.parent.stat().st_mode & 0o077 == 0
        assert path.stat().st_mode & 0o077 == 0

    def test_a_folder_with_a_long_name_has_a_place_too(self, qapp, tmp_path, wait):
        folder = tmp_path / ("long" * 30)
        made = Instance()
        assert made.listen(folder)
        assert self.start_again(folder, Wishes(), wait)
        made.close()

    def test_a_folder_that_cannot_be_written_opens_a_window_all_the_same(self, qapp, tmp_path):
        (tmp_path / "file").write_text("")
        made = Instance()
        assert not made.listen(tmp_path / "file")
        assert not hand_over(tmp_path / "file", Wishes())


def test_wishes_travel_as_one_line():
    wishes = Wishes(("/a b/ü.mp4",), "http://x", Drill.AEROPLANE, Side.RIGHT, True)
    assert from_line(to_line(wishes)) == wishes
    assert to_line(wishes).count(b"\n") == 1
    for line in (b"[]", b"{", b'{"files": [1]}', b'{"drill": "splits"}', b'{"source": 1}'):
        with pytest.raises(ValueError, match=r"wishes|Expecting|files|splits|source"):
            from_line(line)
