"""Runs the program so that the system kills it as soon as it opens a connection to the network.

A Linux filter (seccomp) forbids Internet sockets to the process, its threads, its children and
every library in them, whatever language they are written in. Sockets within this computer (X11,
D-Bus) stay allowed.
"""

from __future__ import annotations

import ctypes
import platform
import runpy
import struct
import sys

KILLED = -31  # SIGSYS
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: its number in the kernel, and the number of the system call ``socket`` there."""
_FAMILIES = (2, 10, 17)  # AF_INET, AF_INET6, AF_PACKET
_LOAD, _IS, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 22, 38, 2


def forbid() -> None:
    """Have this process, and whatever it starts, killed at its first Internet socket."""
    machine, socket_call = MACHINES[platform.machine()]
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_IS, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_IS, 1, 0, socket_call),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        *((_IS, len(_FAMILIES) - n, 0, family) for n, family in enumerate(_FAMILIES)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    ]
    program = b"".join(struct.pack("<HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(program)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    asked = Program(len(steps), ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _FILTER, ctypes.byref(asked), 0, 0),
    ):
        if libc.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "the filter cannot be set")


if __name__ == "__main__":
    forbid()
    sys.argv = ["hipdrill", *sys.argv[1:]]
    runpy.run_module("app", run_name="__main__")
