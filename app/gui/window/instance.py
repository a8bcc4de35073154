"""One window for each data folder: a second start hands over its wishes and ends."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from app.settings.wishes import MOST_BYTES, from_line, to_line
from app.store.folder import make_private_folder

if TYPE_CHECKING:
    from app.settings.wishes import Wishes

ANSWER = b"taken\n"
PATIENCE_MS = 3000
"""If the first window stays busy for longer, a second one opens."""
MOST_PATH = 100
"""Bytes in the path of a socket: systems allow 104 to 108."""
_log = logging.getLogger(__name__)


def address(folder: Path) -> str:
    """Return where the window of a data folder listens: a place that only its user can enter.

    Raises
    ------
    OSError
        If there is no such place.
    """
    digest = hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
    if os.name == "nt":
        return f"hipdrill-{digest}"
    path = folder / "window.socket"
    if len(os.fsencode(path)) <= MOST_PATH:
        make_private_folder(folder)
        return str(path)
    place = Path(tempfile.gettempdir()) / f"hipdrill-{os.getuid()}"
    make_private_folder(place)
    if place.stat().st_uid != os.getuid() or place.is_symlink():
        raise PermissionError(f"{place} belongs to somebody else")
    return str(place / digest)


def hand_over(folder: Path, wishes: Wishes) -> bool:
    """Give wishes to the window that is already open, if there is one.

    Parameters
    ----------
    folder
        The data folder: each has a window of its own.
    wishes
        What the user asked this start of the program for.

    Returns
    -------
    bool
        Whether a window took them; otherwise this start has to open one.
    """
    try:
        where = address(folder)
    except OSError:
        return False
    socket = QLocalSocket()
    socket.connectToServer(where)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(to_line(wishes.from_here()))
    socket.flush()
    answered = b""
    while ANSWER not in answered and socket.waitForReadyRead(PATIENCE_MS):
        answered += bytes(socket.readAll().data())
    socket.abort()
    return ANSWER in answered


class Instance(QObject):
    """Listens for other starts of the program by the same user.

    Signals
    -------
    called
        The `Wishes` of another start.
    """

    called = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self, folder: Path) -> bool:
        """Begin; return whether others can call, which they cannot if the folder is read-only."""
        try:
            where = address(folder)
        except OSError as error:
            _log.warning("other starts of the program cannot reach this one: %s", error)
            return False
        if self._server.listen(where):
            return True
        QLocalServer.removeServer(where)  # left by a killed program: a running one has answered
        return self._server.listen(where)

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.readyRead.connect(lambda: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > MOST_BYTES:
            socket.abort()
        elif socket.canReadLine():
            try:
                wishes = from_line(bytes(socket.readLine().data()))
            except (ValueError, TypeError, RecursionError) as error:
                _log.warning("another program said what cannot be understood: %s", error)
                socket.abort()
                return
            socket.write(ANSWER)
            socket.flush()
            self.called.emit(wishes)
