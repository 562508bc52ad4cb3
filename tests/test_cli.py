"""The command `bot`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.settings import PROJECT_ROOT
from bot.storage.unanswered import UnansweredQuestions


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")


def bot(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    names = {f"TRAVEL_ASSISTANT_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, **names},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_check_succeeds_when_all_holds_together_and_lists_what_is_blank(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check"]) == 0
    output = capsys.readouterr().out
    assert "✓ Every figure and every short answer stands in the documents." in output
    assert "· contacts.yml: isos_phone: " in output


def test_check_fails_and_says_what_to_do_when_a_benefit_has_changed(
    documents: Path, set_settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    page = documents / "isos-at-umb.md"
    page.write_text(page.read_text("utf-8").replace("$250,000", "$300,000"), encoding="utf-8")
    set_settings(documents_dir=documents)
    assert main(["check"]) == 1
    output = capsys.readouterr().out
    assert "✗ benefits.yml: emergency_maximum: " in output
    assert "now says “may cover up to a maximum of $300,000 per accident or sickness”" in output
    assert "✓" not in output


def test_check_fails_without_documents(
    tmp_path: Path, set_settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    set_settings(documents_dir=tmp_path)
    assert main(["check"]) == 1
    assert "No document in" in capsys.readouterr().out


def test_unanswered_questions_are_listed(
    tmp_path: Path, set_settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    set_settings(database_url=url)
    assert main(["unanswered"]) == 0
    assert capsys.readouterr().out == ""
    UnansweredQuestions(url).keep("Which papers for [name]?")
    assert main(["unanswered"]) == 0
    assert capsys.readouterr().out.endswith("UTC  Which papers for [name]?\n")


def test_the_manifest_of_slack_is_written_to_the_screen_or_to_a_file(tmp_path: Path) -> None:
    shown = bot("manifest", "slack")
    assert shown.returncode == 0
    manifest = yaml.safe_load(shown.stdout)
    assert manifest["settings"]["socket_mode_enabled"] is True
    path = tmp_path / "manifest.yml"
    assert bot("manifest", "slack", "--output", str(path)).returncode == 0
    assert path.read_text(encoding="utf-8") == shown.stdout


def test_the_package_of_teams_is_written_where_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "teams.zip"
    settings = {
        "teams_app_id": "00000000-1111-2222-3333-444444444444",
        "teams_tenant_id": "55555555-6666-7777-8888-999999999999",
        "teams_app_password": "a secret",
    }
    refused = bot("manifest", "teams", "--output", str(path), **settings)
    assert refused.returncode == 1
    assert "TRAVEL_ASSISTANT_PUBLIC_URL" in refused.stderr
    assert not path.exists()
    address = "https://travel.example.edu"
    written = bot("manifest", "teams", "--output", str(path), public_url=address, **settings)
    assert written.returncode == 0
    with zipfile.ZipFile(path) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["bots"][0]["botId"] == settings["teams_app_id"]
    assert manifest["validDomains"] == ["travel.example.edu"]


def test_a_model_that_is_there_is_not_trained_again(
    trained_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train"]) == 0
    assert capsys.readouterr().out == f"The model is {trained_model}.\n"


def test_a_wrong_setting_is_named_on_the_error_output_without_a_traceback() -> None:
    result = bot("check", max_message_characters=5, reply_timeout_seconds="soon")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "TRAVEL_ASSISTANT_MAX_MESSAGE_CHARACTERS: ensure this value" in result.stderr
    assert "TRAVEL_ASSISTANT_REPLY_TIMEOUT_SECONDS: value is not a valid float" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_cannot_be_used_is_named_without_a_traceback() -> None:
    result = bot("trips", "list", database_url="postgresql://bot:secret@127.0.0.1:1/trips")
    assert result.returncode == 1
    assert "postgresql://bot:***@127.0.0.1:1/trips cannot be opened" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["run", "train", "ask"])
def test_documents_that_cannot_be_used_stop_a_command_without_a_traceback(
    command: str, tmp_path: Path
) -> None:
    arguments = ["ask", "hello?", "--port", "1"] if command == "ask" else [command]
    result = bot(*arguments, documents_dir=tmp_path)
    assert result.returncode == 1
    assert "No document in" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_is_an_error_without_a_traceback(
    trained_model: Path, assistant_url: str
) -> None:
    port = assistant_url.rpartition(":")[2]
    result = bot("run", "--port", port)
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert "Traceback" not in result.stderr


def test_ask_asks_the_assistant_that_is_running(assistant_url: str) -> None:
    port = assistant_url.rpartition(":")[2]
    result = bot("ask", "Is medical evacuation covered?", "--port", port)
    assert result.returncode == 0, result.stderr
    assert "Medical evacuation is covered" in result.stdout
    assert "No assistant is running" not in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["run", "--port", "door"], ["trips"], ["mail", "retry", "all"], ["forget"]],
)
def test_an_unknown_command_is_explained(arguments: list[str]) -> None:
    result = bot(*arguments)
    assert result.returncode == 2
    assert "usage: bot" in result.stderr


def test_help_names_every_command() -> None:
    result = bot("--help")
    assert result.returncode == 0
    commands = "run train ask check evaluate unanswered trips mail alerts forget"
    for command in commands.split():
        assert re.search(rf"^    {command}\b", result.stdout, re.MULTILINE)
