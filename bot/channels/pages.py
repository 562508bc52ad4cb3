"""The files of the website widget and its pages, as the server hands them out."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import raw as raw_response

from bot.channels.bundle import bundled_script, small_style

PAGES_DIR = Path(__file__).resolve().parent.parent / "web"
PAGE = "index.html"
WORKER = "service-worker.js"
# By their address: a service worker reaches only what lies below its own.
PAGES = {"/": PAGE, "/embed": "embed.html", f"/{WORKER}": WORKER}
# Each script has all modules in it that it needs.
ASSETS = ("chat.js", "widget.js", "embed.js", "chat.css", "embed.css", "icon.svg")
# What the service worker keeps.
KEPT = (PAGE, "chat.js", "chat.css", "icon.svg")
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# The page of another website may load the widget's files; they are the same for everybody.
ASSET_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def page_response(request: Request) -> HTTPResponse | None:
    """Return the page at an address; None where there is none."""
    if request.path not in PAGES or request.method != "GET":
        return None
    return _file_response(request, PAGES_DIR / PAGES[request.path], SECURITY_HEADERS)


def asset_response(request: Request, name: str) -> HTTPResponse | None:
    """Return a file of the widget; None if there is none of that name."""
    if name not in ASSETS:
        return None
    return _file_response(request, PAGES_DIR / name, {**SECURITY_HEADERS, **ASSET_HEADERS})


def _file_response(request: Request, path: Path, headers: dict[str, str]) -> HTTPResponse:
    """Return a file, or only word that the browser's copy of it is the current one."""
    content, compressed, tag = _ready(path, _state_of_all())
    # Weak: the same whether it comes compressed or not.
    headers = {**headers, "Cache-Control": "no-cache", "ETag": f"W/{tag}"}
    headers["Vary"] = "Accept-Encoding"
    if tag in request.headers.get("if-none-match", ""):
        return raw_response(b"", status=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers = compressed, {**headers, "Content-Encoding": "gzip"}
    return raw_response(content, headers=headers, content_type=CONTENT_TYPES[path.suffix])


@lru_cache(maxsize=64)
def _ready(path: Path, state_of_all: tuple[int, ...]) -> tuple[bytes, bytes, str]:
    """Return a file as it is sent, the same compressed, and its tag, once for each state."""
    content = _content(path)
    return content, gzip.compress(content, mtime=0), f'"{_hash(content)}"'


def _state_of_all() -> tuple[int, ...]:
    """Return what changes whenever one of the files does."""
    return tuple(path.stat().st_mtime_ns for path in sorted(PAGES_DIR.iterdir()))


def _content(path: Path) -> bytes:
    """Return a file as it is sent; the service worker with the version of all others in it."""
    if path.suffix == ".js":
        text = bundled_script(path)
    elif path.suffix == ".css":
        text = small_style(path)
    else:
        return path.read_bytes()
    if path.name == WORKER:
        text = text.replace(
            "{version}", _hash(b"".join(_content(PAGES_DIR / name) for name in KEPT))
        )
    return text.encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
