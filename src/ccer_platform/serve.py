"""``ccer serve``: the portal on this machine, its database started with it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from ccer.cli.language import lang, say

from .database import Server

LONGEST_START_S = 60
"""How long the web server may take to its first answer."""


def prepare(data: Path) -> Server | None:
    """Names the data folder to Django, starts the private server unless ``DATABASE_URL`` is set, and migrates."""
    os.environ["CCER_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccer_platform.settings")
    from . import settings  # noqa: F401  an unsafe configuration is refused before anything is started

    server = None
    if not os.environ.get("DATABASE_URL"):
        server = Server(data)
        server.start()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return server


@click.command(
    help=say(
        "启动门户：数据库随之启动，数据在数据文件夹中；已设 DATABASE_URL 时用之。",
        "Start the portal with its database; data stay in the data folder. DATABASE_URL, where set, is used instead.",
    )
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("ccer-data"),
    show_default=True,
    help=say("数据文件夹", "data folder"),
)
@click.option("--host", default="127.0.0.1", show_default=True, help=say("监听地址", "address to listen on"))
@click.option("--port", default=8000, show_default=True, help=say("端口", "port"))
@click.option(
    "--demo",
    is_flag=True,
    help=say("装入公开市场数据和示例账户", "load the public market data and sample accounts"),
)
def serve(data: Path, host: str, port: int, demo: bool) -> int:
    """Runs until it is stopped."""
    return _serve(data, host, port, demo)


def _serve(data: Path, host: str, port: int, demo: bool) -> int:
    began = time.monotonic()
    if demo:
        os.environ["CCER_DEMO"] = "1"
    os.environ["CCER_LISTEN"] = host
    os.environ.setdefault("CCER_URL", f"http://{host}:{port}")
    server = prepare(data)
    try:
        if demo:
            from .demo.load import load
            from .demo.market import load_market
            from .demo.offset import load_offsets
            from .demo.people import load_people, printed

            load()
            load_people()
            load_market()
            load_offsets()
            click.echo(printed(lang()))
        from .jobs import deadlines, ets, market, webhooks

        deadlines.ensure()
        ets.ensure()
        market.ensure()
        webhooks.ensure()
        return _web(host, port, began)
    finally:
        if server:
            server.stop()


def _web(host: str, port: int, began: float) -> int:
    """The web server and the worker of jobs, as programs of their own; both end with this one. Ready is said after the first answer."""
    programs = [
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--blocking-threads",
            "32",
            "--workers",
            "1",
            "--log-level",
            "warning",
            "ccer_platform.wsgi:application",
        ],
        [sys.executable, "-m", "ccer_platform", "db_worker"],
    ]
    running = [subprocess.Popen(program) for program in programs]

    def stop(number: int, frame: FrameType | None) -> None:
        for program in running:
            program.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if _answers(running[0], host, port):
        took = time.monotonic() - began
        click.echo(
            say(
                f"http://{host}:{port}/  就绪，用时 {took:.1f} 秒；Ctrl+C 停止",
                f"http://{host}:{port}/  ready after {took:.1f} s; Ctrl+C stops it",
            )
        )
    code = running[0].wait()
    stop(signal.SIGTERM, None)
    for program in running:
        program.wait()
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code


def _answers(program: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """True once the web server has answered a request; False where it ended, or did not answer in time."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    until = time.monotonic() + LONGEST_START_S
    while program.poll() is None and time.monotonic() < until:
        line = http.client.HTTPConnection(near, port, timeout=LONGEST_START_S)
        try:
            line.request("HEAD", "/")
            line.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return program.poll() is None
        finally:
            line.close()
    return False
