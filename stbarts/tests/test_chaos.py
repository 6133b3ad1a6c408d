"""script/chaos --short: everything breaks while something is owed, and nothing is lost. It starts its own parts."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "STBARTS_VAR", "TESTING", "KEEP_PLANS")


def test_nothing_is_lost_when_everything_breaks():
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, "-m", "stbarts.chaos", "--short", "--seed", "463"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All as it must be" in done.stdout and "e-mails lost" in done.stdout
