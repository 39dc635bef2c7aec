"""What docs/ show of offers on paper: pages of invented ones, drawn by whatever of Ghostscript or poppler is here."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.packet import quote_paper
from tests.app.quote_paper_of import lines, paper
from tests.camera import OUT

_DPI = "100"


def papers() -> None:
    """The first page in German, and the last of two hundred lines in English."""
    english = paper(
        200,
        language="en",
        lines=lines(200, less=False),
        payment="30 days net",
        delivery="Delivered within 10 working days",
        note="The prices hold for the whole quantity.",
    )
    _keep("offer-paper", quote_paper(paper(6)), 1)
    _keep("offer-paper-last", quote_paper(english), 9)


def _keep(name: str, pdf: bytes, page: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "offer.pdf", OUT / f"{name}.png"
        file.write_bytes(pdf)
        command = _drawn(file, out, page)
        if command is None:
            print(f"{out.name} stays: neither gs nor pdftoppm is here to draw it", file=sys.stderr)
            return
        subprocess.run(command, check=True)
        print(out.name, file=sys.stderr)


def _drawn(file: Path, out: Path, page: int) -> list[str] | None:
    if gs := shutil.which("gs"):
        smooth = ["-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", f"-r{_DPI}", f"-dFirstPage={page}", f"-dLastPage={page}"]
        return [gs, "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=png16m", *smooth, f"-sOutputFile={out}", str(file)]
    if poppler := shutil.which("pdftoppm"):
        return [poppler, "-png", "-r", _DPI, "-f", str(page), "-l", str(page), "-singlefile", str(file), str(out.with_suffix(""))]
    return None


if __name__ == "__main__":
    papers()
