"""The real window on a real X server, driven by its own keys; run by test_smoke.py.

    python smoke.py SOURCE FOLDER

SOURCE is "sample", or "mjpeg" for a phone camera on loopback that shows the sample. Screenshots go
to FOLDER; the last line on stdout is JSON.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from app.gui.main_window import MainWindow
from app.gui.services import real_services
from app.gui.style import dress
from app.settings.preferences import Preferences
from drills.core.events import Drill
from sample_videos import sample_path
from vision.capture.opencv import cv2
from vision.capture.sources import open_source

PATIENCE_S = 60.0
FPS = 30


class Phone(BaseHTTPRequestHandler):
    """Sends the sample over and over as motion JPEG."""

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        start_s, index = time.monotonic(), 0
        try:
            while True:
                data = self.server.pictures[index % len(self.server.pictures)]
                head = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                self.wfile.write(head % len(data) + data + b"\r\n")
                index += 1
                time.sleep(max(0.0, start_s + index / FPS - time.monotonic()))
        except OSError:
            return


def phone():
    with closing(open_source(str(sample_path("frogger_rock")))) as source:
        pictures = [cv2.imencode(".jpg", frame.image)[1].tobytes() for frame in source.frames()]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Phone)
    server.daemon_threads = True
    server.pictures = pictures
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def wait(app, condition):
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline_s:
        app.processEvents()
        time.sleep(0.005)
    return condition()


def review(app, window):
    """Open the kept video by key, analyse it, stop after some pictures; whether it is shown."""
    QTest.keyClick(window, Qt.Key.Key_V)
    page = window.review
    if not wait(app, lambda: not page.player.video.is_empty):
        return False
    page.clip.how.again_button.click()
    begun = wait(app, lambda: "Processing" in page._busy.words.text())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    return begun and wait(app, lambda: not page.is_busy and not page.player.video.is_empty)


def photograph(app, window, path):
    """Save the window's picture once wrapping and scroll bars have settled."""
    for _ in range(20):
        app.processEvents()
        time.sleep(0.01)
    window.grab().save(str(path))


def own_threads():
    return [t.name for t in threading.enumerate() if t.name.startswith("hipdrill")]


def main(source, folder):
    os.environ["HIPDRILL_DATA"] = str(folder / "data")
    app = QApplication([])
    dress(app)
    window = MainWindow(real_services(), Preferences(welcomed=True))
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    wait(app, window.isActiveWindow)
    practise = window.practise
    server = phone() if source == "mjpeg" else None
    if server is not None:
        practise.setup.source.name_source(f"http://127.0.0.1:{server.server_port}/video")
    practise.choose_drill(Drill.FROGGER)
    practise.setup.keep_video.setChecked(server is not None)
    photograph(app, window, folder / f"{source}-setup.png")
    QTest.keyClick(window, Qt.Key.Key_Space)
    seen = wait(app, lambda: practise.live.live.counts.total >= 1)
    photograph(app, window, folder / f"{source}-live.png")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    ended = wait(app, lambda: practise.currentWidget() is practise.summary)
    photograph(app, window, folder / f"{source}-summary.png")
    reviewed = server is not None and review(app, window)
    photograph(app, window, folder / f"{source}-review.png")
    window.close()
    app.processEvents()
    if server is not None:
        server.shutdown()
    wait(app, lambda: not own_threads())  # who watches the decoder looks once a second
    said = {
        "platform": app.platformName(),
        "rep": seen,
        "summary": ended,
        "reviewed": reviewed,
        "threads": own_threads(),
    }
    sys.stdout.write(f"{json.dumps(said)}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
