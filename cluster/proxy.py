"""nginx before the application hosts: which requests it may give to the other one."""

import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.reliability.installation import wait_until

#: Which host answered last, so that a test can tell; production does not send it.
SERVED_BY = "X-Served-By"

#: Retries as `deploy/nginx/consult.conf` does. A POST that a host has begun to read is not sent to another:
#: a form that brings one host down would bring the next one down too. Its visitor sends it again, and the
#: form's token makes that harmless. A host that refuses the connection has read nothing: the other gets it.
CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream hosts {{
        {hosts}
        keepalive 32;
        keepalive_timeout 1s;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://hosts;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_connect_timeout 2s;
            proxy_read_timeout 65s;
            proxy_next_upstream error timeout http_502 http_503;
            proxy_next_upstream_tries 2;
            add_header {served_by} $upstream_addr always;
        }}
    }}
}}
"""


def program() -> str | None:
    """Where nginx lies; Debian's folder for it is not on every path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def balancing(folder: Path, port: int, hosts: Sequence[int]) -> Iterator[None]:
    """nginx on ``port`` before the hosts at the given ports; ``folder`` holds all that it writes."""
    folder.mkdir()
    lines = "\n        ".join(f"server 127.0.0.1:{host} max_fails=2 fail_timeout=5s;" for host in hosts)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(folder=folder, port=port, hosts=lines, served_by=SERVED_BY), "utf-8"
    )
    log = folder / "error.log"
    command = [program() or "nginx", "-p", str(folder), "-c", str(configuration), "-e", str(log)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603  # a fixed command
    try:
        wait_until(lambda: listens(port), "nginx listens")
        yield
        assert process.poll() is None, log.read_text()[-3000:]
    finally:
        process.terminate()
        process.wait(30)
