"""The portal as people meet it: the real server with the sample people and the real market, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

READY_WITHIN = 120
"""The market's records are walked through before it answers. [s]"""


class Portal:
    """A running ``ccer serve --demo``."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="ccer-browser-")
        Path(self.folder.name).chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        # A passkey belongs to a name, never to a bare address.
        self.base = f"http://localhost:{self.port}"
        self.log = Path(self.folder.name) / "serve.log"

    def start(self) -> None:
        """Returns once the first page answers."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("CCER_", "DJANGO_"))
        }
        kept.pop("DATABASE_URL", None)
        kept["CCER_URL"] = self.base
        command = [str(Path(sys.executable).with_name("ccer")), "serve", "--demo"]
        command += ["--data", f"{self.folder.name}/data", "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.program = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=kept)
        until = time.monotonic() + READY_WITHIN
        while not self._answers():
            assert self.program.poll() is None, self._said()
            assert time.monotonic() < until, self._said()
            time.sleep(0.3)

    def _said(self) -> str:
        """The end of what the server said."""
        return self.log.read_text(encoding="utf-8")[-3000:]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/", timeout=5) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Ends the server, its database and its worker; the folder goes with them."""
        self.program.send_signal(signal.SIGTERM)
        self.program.wait(60)
        self.folder.cleanup()
