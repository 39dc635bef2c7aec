"""Run a command that dies with its parent, so that a killed launcher leaves no seeder behind: leash.py PARENT_PID UID GID COMMAND...

UID and GID: whom it runs as; two times "-" for the parent's own. They are changed here, because the kernel forgets the request with them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel (Linux) for SIGKILL at the parent's death, then become the command."""
    parent, uid, gid, *command = sys.argv[1:]
    program = shutil.which(command[0]) or command[0]  # now: the other user may not be able to read even Python's own modules
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != int(parent):  # it died before the request was in place
            sys.exit(1)
    os.execv(program, command)


main()
