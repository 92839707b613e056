"""The stylesheet and the script: joined from their parts at start, addressed by their content."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from consult.web.kit.headers import safe_headers

STATIC = Path(__file__).resolve().parents[2] / "static"
#: Joined file → its parts, in reading order.
JOINED = {
    "site.css": (
        "tokens.css",
        "base.css",
        "layout.css",
        "components.css",
        "minutes.css",
        "sittings.css",
        "moderation.css",
        "search.css",
        "programme.css",
        "map.css",
        "events.css",
        "editing.css",
        "figures.css",
        "positions.css",
        "pages.css",
        "workshop.css",
        "print.css",
    ),
    "site.js": (
        "once.js",
        "counter.js",
        "draft.js",
        "details.js",
        "only.js",
        "reveal.js",
        "live.js",
        "support.js",
        "room.js",
        "tally.js",
        "digest.js",
        "switch.js",
        "moderation.js",
    ),
}

#: Makes packed twins of a joined file, for browsers that take them.
PACKER = Compressor(quiet=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def join(name: str) -> bytes:
    """The bytes of a joined file, from ``static/css`` or ``static/js``."""
    folder = STATIC / name.rsplit(".", 1)[1]
    return b"\n".join((folder / part).read_bytes() for part in JOINED[name])


def _build(content: bytes, target: Path) -> None:
    """Lay ``target`` and its packed twins, the plain file last: where it is, all are."""
    with TemporaryDirectory(dir=target.parents[1]) as folder:
        plain = Path(folder) / target.name
        plain.write_bytes(content)
        PACKER.compress(str(plain))
        for file in sorted(Path(folder).iterdir(), reverse=True):
            file.replace(target.with_name(file.name))


def init_app(app: Flask) -> None:
    built = Path(app.config["SETTINGS"].instance) / "static"
    built.mkdir(parents=True, exist_ok=True)
    addresses: dict[str, str] = {}
    for name in JOINED:
        content = join(name)
        stem, kind = name.rsplit(".", 1)
        addresses[name] = f"{stem}.{_digest(content)}.{kind}"
        target = built / addresses[name]
        if not target.exists():
            _build(content, target)
    for path in (STATIC / "img").glob("*"):
        addresses[f"img/{path.name}"] = f"img/{path.name}"

    def asset(name: str) -> str:
        """The address of a static file; joined ones never change under one address."""
        return f"/static/{addresses[name]}"

    app.jinja_env.globals["asset"] = asset

    def harden(headers: Headers, path: str, url: str) -> None:
        for name, value in safe_headers(app).items():
            headers[name] = value

    noise = WhiteNoise(
        app.wsgi_app,
        prefix="static/",
        add_headers_function=harden,
        immutable_file_test=lambda path, url: Path(url).name in addresses.values(),
    )
    noise.add_files(str(built), prefix="static/")
    noise.add_files(str(STATIC), prefix="static/")
    app.wsgi_app = noise  # type: ignore[method-assign]  # Flask's documented way to wrap the application
