"""The long form of the test of damaged files, without a database: see script/fuzz_uploads."""

import contextlib
import sys
import time
from collections import Counter
from pathlib import Path

from django.conf import settings


def main(count=10_000, seed=1):
    """Every file comes back kept or refused with a sentence; one examiner sees them all unless it breaks."""
    from documents.examiner import NotTaken
    from documents.tests.hostile import mutations
    from documents.uploads import Bench

    began, told, started, bench, peak = time.monotonic(), Counter(), 0, None, 0
    for name, content in mutations(count, seed):
        if bench is None or not bench.is_open():
            bench, started = Bench(), started + 1
        try:
            kind, keep = bench.ask(content, name)
            assert kind and keep
            told["kept"] += 1
        except NotTaken as refusal:
            assert str(refusal).endswith((".", ")"))
            told["refused"] += 1
        peak = max(peak, most_memory(bench.process.pid))
    bench.close()
    print(  # noqa: T201
        f"{count} files: {told['kept']} kept, {told['refused']} refused, {started} examiner(s), "
        f"{peak} MB at most, {count / (time.monotonic() - began):.0f} a second"
    )
    return 0 if told.total() == count and peak < 300 else 1


def most_memory(pid):
    """The most this process ever held, in MB; 0 where it has gone."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM"))
    return 0


if __name__ == "__main__":
    settings.configure(ROOT=Path(__file__).resolve().parents[2], CLAMD="", MAX_UPLOAD_BYTES=10 << 20)
    sys.exit(main(*map(int, sys.argv[1:])))
