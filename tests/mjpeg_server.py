"""A network camera like those of phones: pictures over http, with every fault that it may have."""

from __future__ import annotations

import http.server
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.video_builders import numbered
from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = 10.0
PICTURES = 20
STALLS_AT = 10
STALL_S = 1.5


def jpeg(number: int) -> bytes:
    return cv2.imencode(".jpg", numbered(number, (96, 48)))[1].tobytes()


class Camera(http.server.BaseHTTPRequestHandler):
    """Each path is a fault; ``/video`` works."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        with suppress(OSError):
            getattr(self, f"do_{self.path.strip('/')}", self.do_video)()

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace;boundary=frame")
        self.end_headers()

    def send(self, number: int) -> None:
        self.server.sent_s.append(time.monotonic())
        self.part(jpeg(number))

    def part(self, data: bytes) -> None:
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
        self.wfile.write(head.encode() + data + b"\r\n")

    def do_video(self, stall_s: float = 0.0) -> None:
        self.begin()
        began_s = time.monotonic()
        for number in range(PICTURES):
            if stall_s and number == STALLS_AT:
                self.server.ended.wait(stall_s)
                began_s += stall_s
            self.server.ended.wait(max(0.0, began_s + number / RATE - time.monotonic()))
            self.send(number)

    def do_stall(self) -> None:
        self.do_video(STALL_S)

    def do_silent(self) -> None:
        self.do_video(600.0)

    def do_cut(self) -> None:
        """Send every fifth picture without its latter half."""
        self.begin()
        for number in range(PICTURES):
            data = jpeg(number)
            self.part(data[: len(data) // (1 + (number % 5 == 4))])

    def do_auth(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", "Basic")
        self.end_headers()

    def do_missing(self) -> None:
        self.send_error(404)

    def do_busy(self) -> None:
        self.send_error(503)

    def do_snapshot(self) -> None:
        """Send one picture that is not a stream, as the addresses of stills do."""
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        self.wfile.write(jpeg(1))

    def do_page(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body>Watch the camera here</body></html>")

    def do_garbage(self) -> None:
        self.begin()
        for _ in range(50):
            self.wfile.write(bytes(range(256)) * 20)

    def do_half(self) -> None:
        self.begin()
        for number in range(5):
            self.send(number)
        self.wfile.write(
            b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 90000\r\n\r\n" + jpeg(5)[:300]
        )

    def do_redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.server.elsewhere}/video")
        self.end_headers()

    def do_closes(self) -> None:
        """Answer nothing at all."""

    def do_header(self) -> None:
        """Send an endless header, until nobody listens."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not self.server.ended.is_set():
            self.wfile.write(b"X-Padding: " + b"x" * 60_000 + b"\r\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Camera)
        self.ended = threading.Event()
        self.asked: list[str] = []
        self.sent_s: list[float] = []
        self.elsewhere = 0

    def handle_error(self, *_: object) -> None:
        pass

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a port of this computer until the block ends."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
