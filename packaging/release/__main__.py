"""Build into dist/: the folder, and on Debian its .deb."""

from __future__ import annotations

import shutil
import sys

from release import deb, folder
from release.stamp import stamped


def main() -> int:
    with stamped() as stamp:
        made = folder.build(stamp)
    print(f"{made}: {folder.megabytes(made)} MB, {stamp.words}", file=sys.stderr)
    if shutil.which("dpkg-deb"):
        file = deb.build(made, stamp)
        print(f"{file}: {file.stat().st_size / 1e6:.0f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
