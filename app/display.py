"""Whether a window can be opened at all.

Qt ends the whole process when it finds no display, so this is checked before Qt is started. Only
Linux and similar systems need it; on others, the program could not have been started without a
display.
"""

from __future__ import annotations

import ctypes
import os
import sys
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DISPLAY_REMEDY = "start it on a desktop, or use 'hipdrill analyse VIDEO'"
WITHOUT_DISPLAY = frozenset({"offscreen", "minimal", "vnc"})


def display_problem(environment: Mapping[str, str] | None = None) -> str | None:
    """Return what keeps the window from opening and what to do, ``None`` if nothing does."""
    if not sys.platform.startswith(("linux", "freebsd", "openbsd", "netbsd")):
        return None
    env = os.environ if environment is None else environment
    asked = [name.partition(":")[0] for name in env.get("QT_QPA_PLATFORM", "").split(";") if name]
    if any(name in WITHOUT_DISPLAY for name in asked):
        return None
    problems = []
    may_be_wayland = not asked or any(name.startswith("wayland") for name in asked)
    if may_be_wayland and _wayland_answers(env):
        return None
    if not asked or "xcb" in asked:
        problem = _x11_problem(env)
        if problem is None:
            return None
        problems.append(problem)
    return problems[0] if problems else f"no display is available; {NO_DISPLAY_REMEDY}"


def _wayland_answers(env: Mapping[str, str]) -> bool:
    name = env.get("WAYLAND_DISPLAY")
    return bool(name) and (Path(env.get("XDG_RUNTIME_DIR", "/")) / str(name)).is_socket()


def _x11_problem(env: Mapping[str, str]) -> str | None:
    if not env.get("DISPLAY"):
        return NO_DISPLAY_REMEDY
    plugin = _xcb_plugin()
    try:
        if plugin is not None:
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        library = str(error).partition(":")[0]
        return f"{library} is missing on this system; install it, then try again"
    return (
        None
        if _x11_answers(xcb, env["DISPLAY"])
        else f"{env['DISPLAY']} does not answer; {NO_DISPLAY_REMEDY}"
    )


def _xcb_plugin() -> Path | None:
    """Return Qt's X11 plug-in from the wheel; a distribution's own Qt brings what it needs."""
    package = util.find_spec("PyQt6")
    for folder in (package.submodule_search_locations or ()) if package is not None else ():
        plugin = Path(folder) / "Qt6" / "plugins" / "platforms" / "libqxcb.so"
        if plugin.exists():
            return plugin
    return None


def _x11_answers(xcb: ctypes.CDLL, display: str) -> bool:
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers
