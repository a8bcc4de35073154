"""The Qt application around the window: look, log, last resort for errors, clean end."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from PyQt6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    pyqtSignal,
    qInstallMessageHandler,
)
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QApplication

from app.errors import ExitCode, UserError
from app.gui.background import line_of
from app.gui.garbage import GarbageTimer
from app.gui.main_window import MainWindow
from app.gui.services import real_services
from app.gui.style import ThemeChoice, dress, label
from app.gui.widgets.dialogs import warn
from app.gui.window.instance import Instance, hand_over
from app.gui.window.phrase_dialog import unlock_with_phrase
from app.run.keeping.backup import WINDOW
from app.run.keeping.running import RunningMark
from app.run.keeping.vault import lock
from app.run.looking.cache import trim
from app.settings import preferences
from app.settings.desktop_entry import ICON, NAME
from app.settings.wishes import Wishes
from app.store import data_folder
from app.store.folder import (
    LOG_NAME,
    is_locked,
    looks_folder,
    make_private_file,
    make_private_folder,
)
from drills.core.events import Drill
from drills.registry import OFFERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import FrameType, TracebackType

LOG_BYTES = 500_000
SIGNAL_LOOK_MS = 200
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger(__name__)


class LastResort(QObject):
    """Takes exceptions that nobody caught: logs them and emits one line.

    PyQt ends the program when an exception leaves a slot, unless ``sys.excepthook`` is replaced.

    Signals
    -------
    happened
        One line for the user; from any thread.
    """

    happened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take the exceptions of all threads from now on."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread

    def remove(self) -> None:
        """Give the exceptions back to the hooks that were there before."""
        sys.excepthook, threading.excepthook = self._before

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an exception and tell the user; has the signature of ``sys.excepthook``.

        Parameters
        ----------
        kind, error
            The exception's class and the exception.
        trace
            Where it was raised; ``None`` if it was never raised.
        """
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        self.happened.emit(f"Something went wrong ({kind.__name__}: {error}). Please try again.")

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        error = args.exc_value if args.exc_value is not None else args.exc_type()
        self.take(args.exc_type, error, args.exc_traceback)


class Interrupt:
    """Closes the window on Ctrl-C.

    Python handles signals only while it runs Python code, so a timer gives it the chance to.
    """

    def __init__(self, window: MainWindow) -> None:
        self.seen = False
        self._window = window
        self._before = signal.signal(signal.SIGINT, self.take)
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: None)
        self._timer.start(SIGNAL_LOOK_MS)

    def take(self, _number: int, _frame: FrameType | None) -> None:
        """Close the window, which ends the program; a handler for ``signal.signal``.

        Parameters
        ----------
        _number, _frame
            Which signal, and where the program was; neither matters.
        """
        self.seen = True
        self._window.close()

    def remove(self) -> None:
        """Restore the handler that was there before."""
        self._timer.stop()
        signal.signal(signal.SIGINT, self._before)


def application() -> QApplication:
    """Return the one application object, creating it if need be."""
    app = QApplication.instance() or QApplication(["hipdrill"])
    assert isinstance(app, QApplication)
    app.setApplicationName("hipdrill")
    app.setApplicationDisplayName("Hip Drill")
    app.setDesktopFileName(NAME)
    app.setWindowIcon(QIcon(str(ICON)))
    return app


def run_gui(wishes: Wishes, news: Iterable[str] = ()) -> int:
    """Show the window until it is closed, or hand the wishes to one that is already open.

    Parameters
    ----------
    wishes
        What the window is to do first.
    news
        Sentences about what earlier programs left behind, to be shown.

    Returns
    -------
    int
        The exit code.
    """
    app = application()
    folder = data_folder()
    if hand_over(folder, wishes):
        return int(ExitCode.DONE)
    told = list(news)
    wanted = _dressed(app, folder, told.append)
    if is_locked(folder) and unlock_with_phrase(folder):
        wanted = _dressed(app, folder, told.append)
    _log_to_file(folder)
    garbage = GarbageTimer()
    window = MainWindow(real_services(), wanted, lambda changed: _remember(changed, folder))
    window.restored.connect(lambda: window.take_preferences(preferences.load(folder, window.tell)))
    phrases: list[str] = []
    window.lock_asked.connect(lambda phrase: phrases.append(phrase) if window.close() else None)
    last_resort = LastResort()
    last_resort.happened.connect(window.tell)
    last_resort.install()
    interrupt = Interrupt(window)
    mark = RunningMark(folder, WINDOW)
    mark.set()
    instance = Instance()
    instance.called.connect(lambda called: answer(window, called))
    instance.listen(folder)
    window.show()
    _begin(window, wishes)
    _tell(window, told)
    code = app.exec()
    instance.close()
    mark.remove()
    interrupt.remove()
    last_resort.remove()
    garbage.stop()
    if phrases:
        _lock(folder, phrases[-1], window)
    return int(ExitCode.INTERRUPTED) if interrupt.seen else code


def _tell(window: MainWindow, lines: list[str]) -> None:
    """Show what happened before the window opened, one line after the other."""
    for line in lines:
        _log.warning("%s", line)
        window.notice.say(line, bad=True, stays=True)


def _dressed(
    app: QApplication, folder: Path, tell: Callable[[str], None]
) -> preferences.Preferences:
    """Read the preferences and give the application their look."""
    wanted = preferences.load(folder, tell)
    dress(app, _theme_choice(wanted.theme), wanted.text_scale)
    return wanted


def _lock(folder: Path, phrase: str, window: MainWindow) -> None:
    """Lock everything after the window has closed; if that fails, say so: it is all still open."""
    _end_log()
    told = label("lead", "Locking everything with the pass phrase…", wrap=True)
    told.setWindowTitle("Hip Drill")
    told.setContentsMargins(24, 24, 24, 24)
    told.show()
    QApplication.processEvents()
    try:
        trim(looks_folder(folder), most_bytes=0)
        lock(folder, phrase)
    except (UserError, OSError) as error:
        told.close()
        warn(window, f"{line_of(error)} Nothing was locked.")
    told.close()


def _end_log() -> None:
    """Let go of the log: it is locked too."""
    for handler in logging.getLogger().handlers[:]:
        if isinstance(handler, RotatingFileHandler):
            logging.getLogger().removeHandler(handler)
            handler.close()


def answer(window: MainWindow, wishes: object) -> None:
    """Come to the front, and do what another start of the program was asked to do.

    A set under way is not disturbed: files wait for its end, another set is not set up.

    Parameters
    ----------
    window
        The window that is open.
    wishes
        `Wishes` of the other start; anything else only brings the window to the front.
    """
    _come_to_front(window)
    if not isinstance(wishes, Wishes):
        return
    window.opening.take(wishes.files)
    if wishes.sets_up and not window.practise.live.is_running:
        window.show_page(0)
        _set_up(window, wishes)


def _come_to_front(window: MainWindow) -> None:
    """Show the window above the others, or ask for attention where that is not allowed."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


def _begin(window: MainWindow, wishes: Wishes) -> None:
    """Choose the source; cameras are not looked for while one is about to start."""
    if not (wishes.autostart and wishes.source is not None):
        window.look_for_cameras()
    if not wishes.autostart:
        window.begin()
    _set_up(window, wishes)
    window.opening.take(wishes.files)


def _set_up(window: MainWindow, wishes: Wishes) -> None:
    setup, drill = window.practise.setup, wishes.drill
    chosen = drill if drill in OFFERED else _remembered(window.preferences.drill)
    setup.show_drill(chosen, wishes.side)
    if wishes.source is not None:
        setup.source.name_source(wishes.source)
    if wishes.autostart:
        window.practise.choose_drill(setup.drill)
        QTimer.singleShot(0, window.practise.start)


def _remembered(name: str) -> Drill:
    return Drill(name) if name in list(OFFERED) else OFFERED[0]


def _theme_choice(name: str) -> ThemeChoice:
    return ThemeChoice(name) if name in list(ThemeChoice) else ThemeChoice.SYSTEM


def _remember(wanted: preferences.Preferences, folder: Path) -> None:
    preferences.save(wanted, folder)


def _log_to_file(folder: Path) -> None:
    """Log into a small file in the user's folder: a window has no terminal."""
    if is_locked(folder):  # a log names files
        logging.getLogger().addHandler(logging.NullHandler())
        return
    try:
        make_private_folder(folder)
        make_private_file(folder / LOG_NAME)
        handler = RotatingFileHandler(
            folder / LOG_NAME, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8"
        )
    except OSError:  # a read-only home must not keep the window from opening
        logging.getLogger().addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    qInstallMessageHandler(_qt_message)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", text)
