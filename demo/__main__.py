"""Run the demo company: python -m demo [options]"""

from demo.cli import run

run()
