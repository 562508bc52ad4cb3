"""What the assistant knows, as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import DocumentError, FactError
from bot.knowledge.library import load_library

RAIL = "# Rail travel\n\n## Which train may I take?\n\nAny train of the second class.\n"


def test_the_documents_that_are_shipped_hold_together() -> None:
    library = load_library(Path(__file__).parents[2] / "documents")
    assert library.broken_answers == {}
    assert len(library.answers) == 28
    assert set(library.quotes) == set(library.answers)


def test_only_documents_without_short_answers_are_searched_for_passages(documents: Path) -> None:
    assert load_library(documents).unanswered_passages() == []
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    passages = load_library(documents).unanswered_passages()
    assert [passage.id for passage in passages] == ["rail#which-train-may-i-take"]


def test_example_questions_belong_to_the_passage_of_their_heading(documents: Path) -> None:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    (documents / "questions.yml").write_text(
        "rail.md:\n  Which train may I take?:\n    - first class ok?\n    - 2\n", encoding="utf-8"
    )
    library = load_library(documents)
    assert library.questions == {"rail#which-train-may-i-take": ["first class ok?", "2"]}
    assert library.title("rail#which-train-may-i-take") == "Which train may I take?"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("rail.md:\n  Which bus?:\n    - a\n", "no heading “Which bus?” in the document rail.md"),
        ("bus.md:\n  Which train may I take?:\n    - a\n", "in the document bus.md"),
        ("rail.md:\n", "expected file names of documents"),
        ("rail.md:\n  Which train may I take?: a\n", "expected file names of documents"),
        ("- rail.md\n", "expected file names of documents"),
        ("rail.md: [\n", "this is not valid YAML"),
    ],
)
def test_example_questions_without_their_heading_are_refused(
    content: str, message: str, documents: Path
) -> None:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    (documents / "questions.yml").write_text(content, encoding="utf-8")
    with pytest.raises(FactError) as error:
        load_library(documents)
    assert str(error.value).startswith("questions.yml: ")
    assert message in str(error.value)


def test_a_folder_that_is_not_there_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No document in"):
        load_library(tmp_path / "nowhere")


def test_addresses_that_the_page_has_lost_are_shown_as_missing_until_they_are_known(
    documents: Path,
) -> None:
    assert load_library(documents).shown("Write to [global_hub]!") == "Write to […]!"
    path = documents / "contacts.yml"
    before, after = path.read_text(encoding="utf-8").split("global_hub:", 1)
    after = after.replace('value: ""', "value: hub@example.edu", 1)
    path.write_text(f"{before}global_hub:{after}", encoding="utf-8")
    library = load_library(documents)
    assert library.shown("Write to [global_hub]!") == "Write to hub@example.edu!"
    assert library.spoken("{global_hub}") == "[hub@example.edu](mailto:hub@example.edu)"
