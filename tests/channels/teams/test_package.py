"""The app package for Teams."""

from __future__ import annotations

import datetime
import json
import re
import struct
import zipfile
from pathlib import Path

import jsonschema
import pytest

from bot.channels.teams.package import SCHEMA_VERSION, manifest_of, write_package
from bot.errors import SettingsError
from bot.settings import Settings
from tests.channels.teams.fake import APP_ID, TENANT
from tests.from_outside import file_from_npm

SCHEMAS = "@microsoft/app-manifest@1.1.2"
PUBLIC_URL = "https://travel.umaryland.edu"
NOW = datetime.datetime(2026, 3, 1, 9, 5, tzinfo=datetime.timezone.utc)


def settings(**changes: str) -> Settings:
    return Settings(
        **{
            "teams_app_id": APP_ID,
            "teams_app_password": "a secret",
            "teams_tenant_id": TENANT,
            "public_url": PUBLIC_URL,
            **changes,
        }
    )


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Microsoft's schema of a manifest."""
    name = f"build/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json"
    source = file_from_npm(SCHEMAS, name, tmp_path_factory.mktemp("schema"))
    return dict(json.loads(source))


def test_the_manifest_is_as_microsoft_wants_it(schema: dict[str, object]) -> None:
    manifest = manifest_of(settings(), NOW)
    jsonschema.Draft4Validator(schema).validate(manifest)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate(manifest | {"id": "none"})


def test_a_later_package_takes_the_place_of_an_earlier_one() -> None:
    versions = []
    for later in ({}, {"minutes": 1}, {"hours": 15}, {"days": 1}, {"days": 400}):
        version = manifest_of(settings(), NOW + datetime.timedelta(**later))["version"]
        assert re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version), "semantic versioning"
        versions.append(tuple(int(part) for part in version.split(".")))
    assert versions == sorted(set(versions))
    assert versions[0] > (1, 0, 0), "the version of all packages before there was any other"


def test_the_package_has_the_manifest_and_icons_of_the_right_size(tmp_path: Path) -> None:
    path = tmp_path / "teams.zip"
    write_package(settings(), path)
    with zipfile.ZipFile(path) as package:
        assert set(package.namelist()) == {"manifest.json", "color.png", "outline.png"}
        manifest = json.loads(package.read("manifest.json"))
        sizes = [
            struct.unpack(">II", package.read(name)[16:24]) for name in ("color.png", "outline.png")
        ]
    assert sizes == [(192, 192), (32, 32)]
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["validDomains"] == ["travel.umaryland.edu"]
    assert "secret" not in json.dumps(manifest)


@pytest.mark.parametrize(
    ("missing", "named"),
    [("teams_app_id", "TEAMS_APP_ID"), ("public_url", "PUBLIC_URL")],
)
def test_what_is_missing_is_named(missing: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=named):
        write_package(settings(**{missing: ""}), tmp_path / "teams.zip")
    assert not (tmp_path / "teams.zip").exists()


def test_an_address_of_this_machine_is_no_public_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        write_package(settings(public_url="http://localhost:5005"), tmp_path / "teams.zip")
