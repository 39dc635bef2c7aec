"""What the package leaves to Debian: drivers, fonts and the desktop's own libraries must be the machine's, not ours.

One list for both ends: a library named here is not bundled, and its package is in ``Depends``. The build fails for a library that is
neither bundled nor named (folder.py).
"""

from __future__ import annotations

# soname (without what stands behind ".so.N") -> Debian package. The names hold for Debian 12 and, by Provides, for later ones.
LIBRARIES = {
    **dict.fromkeys(
        ("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1", "ld-linux-x86-64.so.2"), "libc6"
    ),
    **dict.fromkeys(("ld-linux-aarch64.so.1", "libresolv.so.2"), "libc6"),
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    **dict.fromkeys(("libglib-2.0.so.0", "libgthread-2.0.so.0", "libgobject-2.0.so.0", "libgio-2.0.so.0"), "libglib2.0-0"),
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlidec.so.1": "libbrotli1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

# What is read at run time without being linked: the keyboard's layouts, and the zones that days are counted in.
FILES = ("xkb-data", "tzdata")

# Better with it: a keyring for passwords. Without one they are asked for in each session.
RECOMMENDED = ("gnome-keyring | kwalletmanager",)


def depends(asked: set[str], libc: str) -> list[str]:
    """The field's entries. ``asked``: sonames that the bundle asks of the system; ``libc``: the newest GLIBC_ version among them."""
    packages = {LIBRARIES[name] for name in asked} | {*FILES}
    return [f"libc6 (>= {libc})", *sorted(packages - {"libc6"})]
