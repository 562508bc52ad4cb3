"""`bot check`, and what happens when a benefit changes."""

from __future__ import annotations

import datetime
from pathlib import Path

from bot.knowledge.check import check
from bot.knowledge.compose import compose_answer
from bot.knowledge.library import load_library

TODAY = datetime.date(2026, 6, 1)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_documents_that_are_shipped_have_no_fault_and_blank_contacts(documents: Path) -> None:
    report = check(documents, TODAY)
    assert report.faults == ()
    assert report.summary == ("1 documents, 22 passages, 4 figures, 8 contacts, 28 short answers.")
    assert len(report.to_fill_in) == 8
    assert report.to_fill_in[0] == (
        "contacts.yml: isos_phone: International SOS, assistance line (24/7) is blank; the "
        "assistant says “the number on your International SOS membership card”. Ask: "
        "International Operations."
    )


def test_a_changed_benefit_is_named_and_mended_in_one_place(documents: Path) -> None:
    """The university raises the maximum: one edit of benefits.yml, and every answer follows."""
    replace(documents / "isos-at-umb.md", "$250,000", "$300,000")

    report = check(documents, TODAY)
    assert report.faults == (
        "benefits.yml: emergency_maximum: the documents no longer say “may cover up to a maximum "
        "of $250,000 per accident or sickness”; isos-at-umb.md now says “may cover up to a maximum "
        "of $300,000 per accident or sickness”. Look at the document; if the benefit has changed, "
        "correct `amount` (now 250000) and `quote` of emergency_maximum.",
    )

    replace(documents / "benefits.yml", "amount: 250000", "amount: 300000")
    replace(documents / "benefits.yml", "$250,000", "$300,000")
    assert check(documents, TODAY).faults == ()
    library = load_library(documents)
    texts = {topic: compose_answer(library, topic).text for topic in library.answers}
    assert len(texts) == 28
    assert not [topic for topic, text in texts.items() if "250,000" in text]
    for topic in ("emergency_coverage_amount", "dental_amount"):
        answer = texts[topic].split("\n\n")[0]
        assert "**$300,000**" in answer


def test_an_answer_whose_words_are_gone_is_named_with_what_to_do(documents: Path) -> None:
    replace(documents / "isos-at-umb.md", "to carry while traveling", "to keep at home")
    report = check(documents, TODAY)
    assert len(report.faults) == 2
    assert report.faults[0] == (
        "answers.yml: membership_card: the documents no longer say “and print a copy of the "
        "International SOS membership card to carry while traveling”. The answer is not used until "
        "you have compared it with the document and corrected `quotes` of membership_card."
    )
    assert report.faults[1].startswith("answers.yml: doctor_contact: ")


def test_a_folder_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    report = check(tmp_path, TODAY)
    assert report.summary == "The documents cannot be used yet."
    assert len(report.faults) == 1
    assert "No document in" in report.faults[0]


def test_a_contact_is_to_be_tried_once_a_year(documents: Path) -> None:
    path = documents / "contacts.yml"
    head, tail = path.read_text(encoding="utf-8").split("isos_phone:", 1)
    tail = tail.replace('value: ""', 'value: "+1 215 555 0100"', 1)
    path.write_text(
        head + "isos_phone:" + tail.replace("verified: null", "verified: 2025-06-01", 1),
        encoding="utf-8",
    )
    line = "nobody has tried “+1 215 555 0100” for a year"
    assert not any(line in entry for entry in check(documents, TODAY).to_fill_in)
    late = TODAY + datetime.timedelta(days=1)
    assert any(line in entry for entry in check(documents, late).to_fill_in)
