"""Phones, addresses and links."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.errors import FactError
from bot.knowledge.contacts import Contact, emergency_line, load_contacts


def contact(**fields: str) -> Contact:
    entry = {"name": "The desk", "kind": "phone", "value": "", "owner": "Me", "verified": None}
    return Contact.parse_obj(entry | {"when_blank": "the number on your card"} | fields)


def change(folder: Path, name: str, **fields: object) -> None:
    path = folder / "contacts.yml"
    contacts = yaml.safe_load(path.read_text(encoding="utf-8"))
    contacts[name].update(fields)
    path.write_text(yaml.safe_dump(contacts), encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "spoken"),
    [
        ({}, "the number on your card"),
        ({"value": "+1 (410) 555-0100"}, "[+1 (410) 555-0100](tel:+14105550100)"),
        ({"kind": "email", "value": "a@b.edu"}, "[a@b.edu](mailto:a@b.edu)"),
        ({"kind": "url", "value": "https://b.edu/"}, "[The desk](https://b.edu/)"),
    ],
)
def test_a_contact_is_spoken_as_a_link_or_by_where_to_find_it(
    fields: dict[str, str], spoken: str
) -> None:
    assert contact(**fields).spoken == spoken


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "fax"}, "isos_phone.kind: unexpected value"),
        ({"value": 14105550100}, 'isos_phone.value: put it in quotes: "14105550100"'),
        ({"value": None}, "isos_phone.value: "),
        ({"verified": "yesterday"}, "isos_phone.verified: invalid date format"),
        ({"fax": "1"}, "isos_phone.fax: extra fields not permitted"),
    ],
)
def test_a_malformed_contact_is_refused_by_name(
    fields: dict[str, object], message: str, documents: Path
) -> None:
    change(documents, "isos_phone", **fields)
    with pytest.raises(FactError) as error:
        load_contacts(documents)
    assert f"contacts.yml: {message}" in str(error.value)


def test_a_contact_that_the_assistant_names_by_itself_cannot_be_left_out(documents: Path) -> None:
    path = documents / "contacts.yml"
    contacts = yaml.safe_load(path.read_text(encoding="utf-8"))
    del contacts["incident_hotline"]
    path.write_text(yaml.safe_dump(contacts), encoding="utf-8")
    with pytest.raises(FactError, match="there is no entry incident_hotline"):
        load_contacts(documents)


def test_the_emergency_line_names_both_numbers(documents: Path) -> None:
    change(documents, "isos_phone", value="+1 215 555 0100")
    assert emergency_line(documents) == (
        "Medical emergency? Contact International SOS: [+1 215 555 0100](tel:+12155550100). "
        "Any other emergency: the International Safety & Security Incident Hotline, "
        "the hotline number on UMB's International SOS page."
    )


def test_the_emergency_line_cannot_be_made_without_contacts(tmp_path: Path) -> None:
    with pytest.raises(FactError, match=r"contacts\.yml: the file cannot be read"):
        emergency_line(tmp_path)
