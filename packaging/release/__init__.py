"""``./dev package``: the program as a folder that needs no Python, and that folder as a Debian package.

contents.py   what goes in and what stays out: declared lists, checked by tests/house/test_package.py in every run of the suite
system.py     which system libraries the package leaves to Debian, and as which packages it asks for them
stamp.py      version, commit and date of a build
notices.py    licences of what is bundled
elf.py        what a library or program asks of others
folder.py     runs PyInstaller on clearline.spec, proves the folder closed
deb.py        makes the .deb of a folder
"""
