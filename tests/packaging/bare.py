"""A Debian with nothing on it, in a folder: debootstrap's smallest, entered by chroot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SUITE = "bookworm"  # the oldest that the package is for
TOOLS = ("debootstrap", "Xvfb", "xdotool", "import")  # import is ImageMagick's
PERSON = "tester"


def missing() -> str:
    """Why this cannot be done here; "" where it can."""
    if os.name != "posix" or os.getuid() != 0:
        return "making a root needs root"
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


class Bare:
    """``folder`` becomes the root. ``CLEARLINE_BARE_ROOT`` names one that debootstrap has made before, to be copied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = os.environ.get("CLEARLINE_BARE_ROOT")
        if made:
            subprocess.run(["cp", "-a", f"{made}/.", str(folder)], check=True)
        else:
            subprocess.run(
                ["nice", "debootstrap", "--variant=minbase", SUITE, str(folder)], check=True, stdout=subprocess.DEVNULL
            )
        folder.chmod(0o755)  # a temporary folder is its owner's alone; a person inside has to get past their own root
        shutil.copyfile("/etc/resolv.conf", folder / "etc/resolv.conf")
        subprocess.run(["mount", "-t", "proc", "proc", str(folder / "proc")], check=True)
        self.as_root("useradd", "--create-home", PERSON)

    @property
    def home(self) -> Path:
        return self.folder / "home" / PERSON

    def install(self, deb: Path) -> None:
        """With what it declares and nothing that it only recommends."""
        shutil.copyfile(deb, self.folder / "tmp" / deb.name)
        self.as_root("apt-get", "update", "-qq")
        self.as_root("apt-get", "install", "-qq", "--no-install-recommends", f"/tmp/{deb.name}")

    def as_root(self, *command: str) -> str:
        environ = {
            **os.environ,
            "DEBIAN_FRONTEND": "noninteractive",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
        }
        return _checked(
            subprocess.run(["chroot", str(self.folder), *command], env=environ, capture_output=True, text=True, check=False)
        )

    def person(self, *command: str, display: str = "") -> list[str]:
        """The command line that runs ``command`` as a person without any rights, with nothing of our environment."""
        set_ = [f"HOME=/home/{PERSON}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", *([f"DISPLAY={display}"] if display else [])]
        return ["chroot", f"--userspec={PERSON}", str(self.folder), "env", "-i", *set_, *command]

    def give(self, place: str, text: str) -> str:
        """A file in the person's home, theirs alone; its path as they see it."""
        file = self.home / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        self.as_root("chown", "-R", f"{PERSON}:", f"/home/{PERSON}")
        return f"/home/{PERSON}/{place}"

    def close(self) -> None:
        subprocess.run(["umount", str(self.folder / "proc")], check=True)
        shutil.rmtree(self.folder)


def _checked(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode == 0, f"{ended.args}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def run(command: Sequence[str], said: str = "", timeout: float = 300) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False, timeout=timeout)
