"""Run the letter box: python -m demo.letterbox FOLDER PORT, with {login: password} as JSON on the way in."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from demo.letterbox.box import Box


async def _serve(box: Box, port: int) -> None:
    server = await asyncio.get_running_loop().create_server(box.protocol(), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Until it is ended."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("port", type=int)
    given = arguments.parse_args()
    passwords = given.folder / "passwords.json"
    asyncio.run(_serve(Box(given.folder, json.loads(passwords.read_text(encoding="utf-8"))), given.port))


if __name__ == "__main__":
    main()
