"""The files of the widget and its pages, as the server hands them out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import requests

from bot.channels import pages
from bot.channels.bundle import bundled_script
from bot.channels.pages import ASSETS, CONTENT_TYPES, KEPT, PAGE, PAGES_DIR


def test_the_page_stands_at_the_root_in_place_of_rasas_greeting(url: str) -> None:
    response = requests.get(url, timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.content == (PAGES_DIR / "index.html").read_bytes()


@pytest.mark.parametrize("name", ASSETS)
def test_the_files_of_the_page_are_served(url: str, name: str) -> None:
    response = requests.get(f"{url}/webhooks/web/assets/{name}", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == CONTENT_TYPES[f".{name.split('.')[-1]}"]
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content
    plain = requests.get(response.url, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert "Content-Encoding" not in plain.headers
    assert plain.content == response.content
    assert plain.headers["ETag"] == response.headers["ETag"]


def test_the_service_worker_stands_beside_the_page_and_keeps_all_its_files(url: str) -> None:
    response = requests.get(f"{url}/service-worker.js", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    kept = re.findall(r"\$\{HERE\}(webhooks[^`]*)`", response.text)
    assets = [f"webhooks/web/assets/{name}" for name in KEPT if name != PAGE]
    assert sorted(kept) == sorted(["webhooks/web/emergency", *assets])
    for path in kept:
        assert requests.get(f"{url}/{path}", timeout=5).status_code == 200


def test_the_widget_is_one_script_and_weighs_less_than_20_kilobytes(url: str) -> None:
    def load(name: str) -> requests.Response:
        address = f"{url}/webhooks/web/assets/{name}"
        return requests.get(address, headers={"Accept-Encoding": "gzip"}, timeout=5, stream=True)

    for entry in ("chat.js", "widget.js"):
        script = load(entry)
        weight = sum(len(load(name).raw.read()) for name in (entry, "chat.css", "icon.svg"))
        assert weight < 20_000
        assert not re.search(r"^\s*import\b|\bimport *\{", script.text, re.MULTILINE)
        assert "/*" not in script.text
        assert script.text.count("class TravelAssistant") == 1


def test_what_the_modules_of_the_widget_import_of_each_other_is_in_the_script_once() -> None:
    script = bundled_script(PAGES_DIR / "widget.js")
    exported = {
        name
        for module in PAGES_DIR.glob("*.js")
        for name in re.findall(
            r"^export (?:async )?(?:class|function|const) (\w+)", module.read_text(), re.MULTILINE
        )
    }
    assert len(exported) > 10
    counts = {
        name: len(re.findall(rf"\b(?:class|function|const) {name}\b", script)) for name in exported
    }
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize("name", [*KEPT, "dom.js", "words.js"])
def test_a_changed_file_makes_a_new_service_worker(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def version() -> str:
        text = requests.get(f"{url}/service-worker.js", timeout=5).text
        (version,) = re.findall(r"\b[0-9a-f]{32}\b", text)
        return str(version)

    before = version()
    assert version() == before
    monkeypatch.setattr(pages, "PAGES_DIR", Path(shutil.copytree(PAGES_DIR, tmp_path / "web")))
    assert version() == before
    path = tmp_path / "web" / name
    with path.open("a") as file:
        file.write({".js": "\nmore();", ".css": "\nb { top: 0 }"}.get(path.suffix, " "))
    assert version() != before


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "service-worker.js",
        "settings.py",
        "dom.js",
        "..%2fweb.py",
        "%2e%2e/web.py",
        "..%5cweb.py",
        "chat.js%00",
        "x",
    ],
)
def test_no_other_file_is_served(url: str, name: str) -> None:
    response = requests.get(f"{url}/webhooks/web/assets/{name}", timeout=5)
    assert response.status_code in (400, 404)
    assert "import" not in response.text


@pytest.mark.parametrize("path", ["/", "/service-worker.js"])
def test_browsers_are_told_to_be_careful(url: str, path: str) -> None:
    headers = requests.get(
        url + path, headers={"Origin": "https://evil.example"}, timeout=5
    ).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_the_page_has_no_inline_script_or_style() -> None:
    page = (PAGES_DIR / "index.html").read_text()
    assert not re.search(r"<style|style=|<script(?![^>]* src=)|\son\w+=|javascript:", page)
    assert not re.search(r'(src|href)="(?!webhooks/web/assets/)', page)


@pytest.mark.parametrize("path", ["/", "/service-worker.js", "/webhooks/web/assets/chat.css"])
def test_a_file_that_the_browser_has_is_not_sent_again(url: str, path: str) -> None:
    tag = requests.get(url + path, timeout=5).headers["ETag"]
    for known in (tag, tag.removeprefix("W/")):
        response = requests.get(url + path, headers={"If-None-Match": known}, timeout=5)
        assert (response.status_code, response.content) == (304, b"")
    changed = requests.get(url + path, headers={"If-None-Match": '"other"'}, timeout=5)
    assert changed.status_code == 200
