"""What script/chaos breaks: a mail server, two workers with a clock each, and the disk that documents are kept on."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from stbarts import embedded
from stbarts.supervisor import worker_command

ROOT = Path(__file__).resolve().parent.parent
DISK = 8 * 2**20  # bytes of the small disk that is filled


class Mail:
    """A mail server that keeps each Message-ID it took, and is bad for a while."""

    def __init__(self):
        self.taken, self.refuses, self.delay = [], False, 0
        self.on_its_way = None  # the port of whoever is just sending

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the library's name
        if self.refuses:
            return "451 Not now"
        self.on_its_way = session.peer[1]
        await asyncio.sleep(self.delay)
        self.on_its_way = None
        lines = envelope.content.decode(errors="replace").splitlines()
        self.taken.append(next(line for line in lines if line.lower().startswith("message-id:")))
        return "250 OK"


class Workers:
    """Two, each with a clock of its own: two beats at once. One that is killed is started again."""

    def __init__(self, place, environment):
        self.place, self.environment, self.processes, self.kills = place, environment, [None, None], 0

    def start(self, number):
        command = [*worker_command(), "--beat", "--schedule", str(self.place / f"schedule-{number}")]
        command += ["--hostname", f"worker-{number}@chaos"]
        with (self.place / f"worker-{number}.log").open("ab") as log:
            self.processes[number] = embedded.spawn(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, dying=signal.SIGKILL
            )

    def busy(self, mail, seconds):
        """Which of them is just sending, once one is: that one is worth killing. None if none begins in time."""
        import psutil

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            port = mail.on_its_way
            for number, process in enumerate(self.processes):
                with contextlib.suppress(psutil.Error):
                    if port and any(line.laddr.port == port for line in psutil.Process(process.pid).net_connections()):
                        return number
            time.sleep(0.02)
        return None

    def kill(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[number].pid, signal.SIGKILL)
        self.processes[number].wait()
        self.kills += 1
        self.start(number)

    def stop(self):
        for process in self.processes:
            if process is not None:
                embedded.stop(process)


@contextlib.contextmanager
def mail_server(mail):
    from aiosmtpd.controller import Controller

    controller = Controller(mail, hostname="127.0.0.1", port=embedded.free_port())
    controller.start()
    yield controller.port
    controller.stop()


class Disk:
    """Where documents are kept: a small disk of its own that can be filled to the last byte."""

    name = "a full disk"

    def __init__(self, folder):
        self.folder, self.filler = folder, folder / "filler"

    def fill(self):
        with self.filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            for size in (2**16, 2**12, 1):
                with contextlib.suppress(OSError):
                    while file.write(b"x" * size):
                        pass

    def empty(self):
        self.filler.unlink()


class NoDisk(Disk):
    """Where no disk may be mounted: in the place of its folder lies a file, so that nothing can be kept there."""

    name = "a folder that was a file (NOT PROVED HERE: a full disk, for nobody may mount a small one)"

    def fill(self):
        self.aside, self.filler = self.folder / "aside", self.folder / "documents"
        if self.filler.exists():
            self.filler.rename(self.aside)
        self.filler.write_text("nothing can be written here")

    def empty(self):
        super().empty()
        if self.aside.exists():
            self.aside.rename(self.filler)


@contextlib.contextmanager
def small_disk(folder):
    """Mounted where root may do that; said loudly where not."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        yield NoDisk(folder)
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
