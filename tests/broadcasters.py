"""An nginx with nchan of the suite's own, set up by the lines of docs/deployment/nginx.conf, on free ports of this machine."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tests.servers import ROOT, free_port

MODULE = "ngx_nchan_module.so"
FOLDERS = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules")
SHELL = """
load_module {module};
{user}
daemon off;
worker_processes {processes};
worker_rlimit_nofile {files};
pid {folder}/pid;
error_log {folder}/log warn;
events {{ worker_connections {files}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {publishing}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        {broadcasting}
        location / {{ proxy_pass {application}; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    }}
}}
"""


def missing() -> str:
    """Why there is none here; empty where there is."""
    if not _program():
        return "no nginx here: apt-get install nginx libnginx-mod-nchan"
    return "" if _module() else "nginx has no nchan here: apt-get install libnginx-mod-nchan"


@dataclass
class Broadcaster:
    """`url` is what browsers see, `fanout` what the setting LIVE_FANOUT says. `redis` is what is behind it, if anything."""

    folder: Path
    port: int
    publishing_port: int
    application: str
    processes: int = 2
    files: int = 4096
    redis: str = ""
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fanout(self) -> str:
        return f"http://127.0.0.1:{self.publishing_port}/publish/"

    def start(self) -> None:
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration())
        command = [_program(), "-c", configuration, "-p", self.folder, "-e", self.folder / "log"]
        self.process = subprocess.Popen(command, start_new_session=True)
        self._wait_until_it_answers()

    def kill(self) -> None:
        """Like a power cut: nothing that it had in memory is left."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def _configuration(self) -> str:
        publishing, broadcasting = (self._with_redis(part) for part in _documented())
        return SHELL.format(
            module=_module(),
            user="user root;" if os.geteuid() == 0 else "",
            folder=self.folder,
            port=self.port,
            application=self.application,
            processes=self.processes,
            files=self.files,
            publishing=publishing.replace("127.0.0.1:8081", f"127.0.0.1:{self.publishing_port}"),
            broadcasting=broadcasting,
        )

    def _with_redis(self, part: str) -> str:
        if not self.redis:
            return part
        part = re.sub(r"# (?=upstream broadcasters|nchan_redis_pass)", "", part)
        return part.replace("redis://127.0.0.1:6379", self.redis)

    def _wait_until_it_answers(self, seconds=20):
        """Until it takes frames, too: with Redis behind it that comes later, and who listens before may hear nothing."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                answer = urllib3.request("POST", f"{self.fanout}ready", body=b"ready", retries=False, timeout=5)
                if answer.status < 300:
                    return
            except urllib3.exceptions.HTTPError:
                pass
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())


@contextmanager
def broadcaster(folder: Path, application: str, publishing_port: int = 0, **more):
    folder.mkdir()
    made = Broadcaster(folder, free_port(), publishing_port or free_port(), application, **more)
    made.start()
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.kill()


def _documented() -> tuple[str, str]:
    """What docs/deployment/nginx.conf says of publishing, and of the addresses that browsers listen at."""
    text = (ROOT / "docs/deployment/nginx.conf").read_text("utf-8")
    publishing = re.search(r"^nchan_shared_memory_size.*?^}$", text, re.M | re.S)
    broadcasting = re.search(r"^    location ~ \^/broadcast/.*?^    }$", text, re.M | re.S)
    return publishing[0], broadcasting[0]


def _program() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def _module() -> Path | None:
    return next((path for folder in FOLDERS if (path := Path(folder, MODULE)).exists()), None)
