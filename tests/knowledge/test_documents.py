"""Reading documents of every kind into passages."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml
from docx import Document

from bot.errors import DocumentError
from bot.knowledge.contacts import load_contacts
from bot.knowledge.documents import Passage, read_document, read_documents
from bot.settings import PROJECT_ROOT

DOCUMENTS = PROJECT_ROOT / "documents"


def in_short(passages: list[Passage]) -> list[tuple[str, str]]:
    return [(passage.heading, passage.text) for passage in passages]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def pdf_of(lines: list[str], title: str | None = None) -> bytes:
    """Write the smallest PDF that shows lines, one below the other; "" leaves a gap."""
    shown = "".join(f"({line}) Tj 0 -28 Td\n" if line else "0 -28 Td\n" for line in lines)
    content = f"BT /F1 12 Tf 72 720 Td\n{shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Title (%s) >>" % title.encode() if title else b"<< >>",
    ]
    pdf = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return pdf + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(pdf))
    )


def test_markdown_is_divided_at_its_headings_paragraphs_and_lists(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "rail-travel.md",
        "An introduction.\n\n# Trains\n\nFirst\nparagraph.\n\n## Do I need a ticket?\n\n"
        "- Yes, always\n- Buy it\n  before\n\nAfter the list.\n",
    )
    passages = read_document(path)
    assert in_short(passages) == [
        ("rail travel", "An introduction."),
        ("Trains", "First paragraph."),
        ("Do I need a ticket?", "- Yes, always\n- Buy it before"),
        ("Do I need a ticket?", "After the list."),
    ]
    assert [passage.id for passage in passages] == [
        "rail-travel#rail-travel",
        "rail-travel#trains",
        "rail-travel#do-i-need-a-ticket",
        "rail-travel#do-i-need-a-ticket-2",
    ]
    assert [passage.question for passage in passages] == [
        None,
        None,
        "Do I need a ticket?",
        "Do I need a ticket?",
    ]


def test_front_matter_gives_title_and_date_and_is_no_passage(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.md", "---\ntitle: Rail rules\ncopied: 2026-02-03\n---\n\nTake the train.\n"
    )
    (passage,) = read_document(path)
    assert passage.document_title == "Rail rules"
    assert passage.date == datetime.date(2026, 2, 3)
    assert (passage.heading, passage.text) == ("Rail rules", "Take the train.")


def test_a_document_without_a_date_has_that_of_its_file(tmp_path: Path) -> None:
    (passage,) = read_document(written(tmp_path, "a.md", "Take the train."))
    today = datetime.datetime.now(tz=datetime.timezone.utc).date()
    assert today - passage.date <= datetime.timedelta(days=1)


def test_repeated_headings_have_passages_with_ids_of_their_own(tmp_path: Path) -> None:
    text = "# Cost\n\nOne.\n\n# Cost\n\nTwo.\n\n# Cost 2\n\nThree.\n"
    ids = [passage.id for passage in read_document(written(tmp_path, "a.md", text))]
    assert ids[:2] == ["a#cost", "a#cost-2"]
    assert len(set(ids)) == 3


def test_the_id_stays_and_the_checksum_changes_with_the_text(tmp_path: Path) -> None:
    (before,) = read_document(written(tmp_path, "a.md", "# Cost\n\nIt costs $10.\n"))
    (after,) = read_document(written(tmp_path, "a.md", "# Cost\n\nIt costs $12.\n"))
    assert before.id == after.id
    assert before.checksum != after.checksum


def test_plain_text_has_headings_lists_and_paragraphs(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "trains.txt",
        "\ufeffWhich train may I take?\n\nAny train will do.\nEven a slow one.\n\n"
        "  • The red one\n  • The blue one\n",
    )
    assert in_short(read_document(path)) == [
        ("Which train may I take?", "Any train will do. Even a slow one."),
        ("Which train may I take?", "- The red one\n- The blue one"),
    ]


def test_html_is_read_without_its_furniture(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "trains.html",
        "<html><head><title>Rail rules</title><style>p {}</style></head><body>"
        "<nav><p>Home</p></nav><script>let p</script>"
        "<h2>Which train?</h2><p>Any <b>train</b> will do.</p>"
        "<ul><li><p>The red one</p></li><li>The blue one</li></ul>"
        "<footer><p>Imprint</p></footer></body></html>",
    )
    passages = read_document(path)
    assert in_short(passages) == [
        ("Which train?", "Any train will do."),
        ("Which train?", "- The red one\n- The blue one"),
    ]
    assert passages[0].document_title == "Rail rules"


def test_pdf_is_read_with_its_title(tmp_path: Path) -> None:
    path = tmp_path / "trains.pdf"
    path.write_bytes(pdf_of(["Trains are paid up to $75 a day."], title="Rail rules"))
    (passage,) = read_document(path)
    assert passage.text == "Trains are paid up to $75 a day."
    assert passage.document_title == "Rail rules"
    assert passage.id == "trains#rail-rules"


def test_a_pdf_of_several_lines_keeps_all_its_words(tmp_path: Path) -> None:
    path = tmp_path / "night-trains.pdf"
    path.write_bytes(pdf_of(["Trains are paid up to", "$75 a day, and night trains", "as well."]))
    text = " ".join(passage.text for passage in read_document(path))
    assert text == "Trains are paid up to $75 a day, and night trains as well."


def test_a_word_file_is_read_by_its_styles(tmp_path: Path) -> None:
    word = Document()
    word.core_properties.title = "Rail rules"
    word.add_heading("Which train?", level=1)
    word.add_paragraph("Any train will do.")
    word.add_paragraph("The red one", style="List Bullet")
    word.add_paragraph("The blue one", style="List Number")
    path = tmp_path / "trains.docx"
    word.save(str(path))
    passages = read_document(path)
    assert in_short(passages) == [
        ("Which train?", "Any train will do."),
        ("Which train?", "- The red one\n- The blue one"),
    ]
    assert passages[0].document_title == "Rail rules"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.md", "Caf\xe9".encode("latin-1")),
        ("latin.txt", "Caf\xe9".encode("latin-1")),
        ("latin.html", "<p>Caf\xe9</p>".encode("latin-1")),
        ("front.md", b"---\njust words\n---\nText.\n"),
        ("yaml.md", b"---\ntitle: [\n---\nText.\n"),
        ("not-a.pdf", b"This is not a PDF."),
        ("not-a.docx", b"This is not a Word file."),
        ("scanned.pdf", pdf_of([])),
        ("blank.txt", b" \n\n"),
    ],
)
def test_a_document_that_cannot_be_read_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=re.escape(name)):
        read_documents(tmp_path)


def test_a_folder_without_documents_says_which_kinds_it_takes(tmp_path: Path) -> None:
    written(tmp_path, "benefits.yml", "a: 1")
    with pytest.raises(DocumentError, match=r"put a \.md, \.txt, \.html, \.pdf or \.docx there"):
        read_documents(tmp_path)


def test_documents_come_in_the_order_of_their_names_and_without_subfolders(tmp_path: Path) -> None:
    written(tmp_path, "b.txt", "The second document has this sentence.")
    written(tmp_path, "a.MD", "The first document has this sentence.")
    (tmp_path / "old").mkdir()
    written(tmp_path / "old", "c.md", "Out of date.")
    assert [passage.document for passage in read_documents(tmp_path)] == ["a.MD", "b.txt"]


def test_two_documents_of_one_name_are_refused_since_their_ids_would_be_the_same(
    tmp_path: Path,
) -> None:
    written(tmp_path, "trains.md", "Take the train.")
    written(tmp_path, "trains.txt", "Take the bus. It is slow.")
    with pytest.raises(DocumentError, match=r"trains\.md and trains\.txt"):
        read_documents(tmp_path)


def test_the_page_of_the_university_has_its_own_words_and_no_others() -> None:
    """Only white space, bullets, heading marks and the lost addresses may differ."""
    text = (DOCUMENTS / "isos-at-umb.md").read_text(encoding="utf-8")
    _, front_matter, body = text.split("---\n", 2)
    assert yaml.safe_load(front_matter)["title"]
    for name in load_contacts(DOCUMENTS):
        body = body.replace(f"[{name}]", "")
    body = re.sub(r"^(?:#+|-) ", "", body, flags=re.MULTILINE)
    original = (DOCUMENTS / "originals" / "isos-at-umb.txt").read_text(encoding="utf-8")
    # Zero-width characters are no white space for Python.
    invisible = r"[\s\u200b-\u200d\u2060\ufeff•]"
    assert re.sub(invisible, "", body) == re.sub(invisible, "", original)
