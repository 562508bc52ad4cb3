"""The figures and their proof."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import FactError
from bot.knowledge.benefits import Figure, load_benefits
from bot.knowledge.documents import Passage

PASSAGE = Passage(
    "rail#x", "rail.md", "Rail", "X",
    "Trains are paid up to $1,200.50 a month or 7 days. Buses: $300.", datetime.date(2026, 1, 1),
)  # fmt: skip


def benefits(folder: Path, **fields: object) -> dict[str, Figure]:
    entry = {"amount": 300, "unit": "USD", "condition": "buses", "quote": "Buses: $300"} | fields
    lines = "".join(f"  {name}: {value!r}\n" for name, value in entry.items() if value is not None)
    (folder / "benefits.yml").write_text(f"bus_maximum:\n{lines}", encoding="utf-8")
    return load_benefits(folder, [PASSAGE])


@pytest.mark.parametrize(
    ("amount", "unit", "quote", "spoken"),
    [
        (300, "USD", "Buses: $300", "$300"),
        (7, "days", "or 7 days", "7 days"),
        (1200.5, "USD", "up to $1,200.50 a month", "$1,200.50"),
    ],
)
def test_a_figure_that_stands_in_its_quote_is_spoken_with_its_unit(
    amount: float, unit: str, quote: str, spoken: str, tmp_path: Path
) -> None:
    figures = benefits(tmp_path, amount=amount, unit=unit, quote=quote)
    assert figures["bus_maximum"].spoken == spoken


def test_large_amounts_have_commas() -> None:
    figure = Figure(amount=Decimal(250000), unit="USD", condition="", quote="")
    assert figure.spoken == "$250,000"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"amount": 30}, "the amount 30 does not stand in its quote “Buses: $300”"),
        ({"amount": 1200, "quote": "up to $1,200.50 a month"}, "the amount 1200 does not stand"),
        ({"quote": "Ships: $300"}, "the documents no longer say “Ships: $300”"),
        ({"quote": "Buses: $280", "amount": 280}, "rail.md now says “Buses: $300”"),
        ({"unit": "miles"}, "bus_maximum.unit: "),
        ({"condition": None}, "bus_maximum.condition: field required"),
        ({"amuont": 3}, "bus_maximum.amuont: extra fields not permitted"),
        ({"amount": "many"}, "bus_maximum.amount: value is not a valid decimal"),
    ],
)
def test_a_wrong_figure_is_refused_by_name(
    fields: dict[str, object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(FactError) as error:
        benefits(tmp_path, **fields)
    assert str(error.value).startswith("benefits.yml: bus_maximum")
    assert message in str(error.value)


def test_when_the_document_changes_the_message_says_what_stands_there_now_and_what_to_do(
    tmp_path: Path,
) -> None:
    with pytest.raises(FactError) as error:
        benefits(tmp_path, amount=250, quote="Buses: $250")
    assert str(error.value) == (
        "benefits.yml: bus_maximum: the documents no longer say “Buses: $250”; rail.md now says "
        "“Buses: $300”. Look at the document; if the benefit has changed, correct `amount` "
        "(now 250) and `quote` of bus_maximum."
    )


def test_all_wrong_figures_are_named_at_once(tmp_path: Path) -> None:
    entry = "  amount: 5\n  unit: days\n  condition: c\n  quote: nowhere\n"
    (tmp_path / "benefits.yml").write_text(f"one:\n{entry}two:\n{entry}", encoding="utf-8")
    with pytest.raises(FactError) as error:
        load_benefits(tmp_path, [PASSAGE])
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == [" one", " two"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "benefits.yml: the file cannot be read"),
        ("Caf\xe9".encode("latin-1"), "benefits.yml: the file cannot be read"),
        (b"a: [", "benefits.yml: this is not valid YAML"),
        (b"- a\n- b", "benefits.yml: expected names with entries, found list"),
        (b"bus_maximum:", "benefits.yml: bus_maximum"),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_refused(
    content: bytes | None, message: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "benefits.yml").write_bytes(content)
    with pytest.raises(FactError, match=message):
        load_benefits(tmp_path, [PASSAGE])
