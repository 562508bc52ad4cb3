"""Which websites may talk to the server from their visitors' browsers."""

from __future__ import annotations

from urllib.parse import urlsplit

from sanic.request import Request

from bot.channels.door import DoorError

PREFLIGHT_SECONDS = 3600


def allow_origin(request: Request, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the headers that let the page of a website read the answer.

    Args:
        request: Of a browser, or of a program, which has no origin.
        allowed: Origins of websites that embed the widget. The server's own page always may.

    Raises:
        DoorError: The website is not one of them (status 403).
    """
    origin = request.headers.get("origin", "")
    if not origin:
        return {}
    if origin.lower() in allowed:
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    if _host_of(origin) == request.headers.get("host", "").lower():
        return {"Vary": "Origin"}
    raise DoorError(
        "This website is not one of those that may embed the assistant. Its administrator can "
        "add it to TRAVEL_ASSISTANT_WIDGET_ORIGINS.",
        status=403,
    )


def origin_of(url: str) -> str:
    """Return the origin of an address, which has no path; "" of none."""
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def preflight_headers() -> dict[str, str]:
    """Return what a browser is told before it sends a request from another website."""
    return {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, X-File-Name, X-Message-Id",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
