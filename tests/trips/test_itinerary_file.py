"""Itinerary files, made as travellers get them: what is read from them, and what is refused."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from email.message import EmailMessage

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, read_object

from bot.trips import itinerary_file
from bot.trips.file_text import ENOUGH_CHARACTERS, MOST_PAGES
from bot.trips.itinerary_file import SHORTENED, ItineraryFileError, read_itinerary
from bot.trips.itinerary_words import LONGEST_ITINERARY

FLIGHTS = [("KL 566", "AMS", "NBO", "3 March"), ("KL 565", "NBO", "AMS", "10 March")]
HTML = """<html><head><title>x</title><style>p {color: red}</style></head><body>
<script>alert("no")</script><h1>Your booking</h1>
<table><tr><td>KL 566</td><td>AMS</td><td>NBO</td></tr><tr><td>KL
565</td><td>NBO</td></tr></table><p>Hotel <b>at the</b> lake<br>Nairobi</p>.</body></html>"""


# A font in which the characters 128 and 129 are "fi" and "fl", drawn as one.
RESOURCES = (
    b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
    b"/Encoding<</Type/Encoding/Differences[128/fi/fl]>>>>>>>>"
)


def make_pdf(*pages: str) -> bytes:
    file = io.BytesIO()
    with PdfPages(file) as pdf:
        for text in pages:
            figure = Figure()
            figure.text(0.1, 0.5, text)
            pdf.savefig(figure)
    return file.getvalue()


def make_pdf_of_operators(operators: bytes) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    page, stream = writer.add_blank_page(99, 99), DecodedStreamObject()
    stream.set_data(operators)
    page[NameObject("/Resources")] = read_object(io.BytesIO(RESOURCES), writer)
    page[NameObject("/Contents")] = stream.flate_encode()
    writer.write(file)
    return file.getvalue()


def locked(content: bytes, user_password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def make_word() -> bytes:
    document = docx.Document()
    document.add_heading("Your booking")
    table = document.add_table(rows=3, cols=4)
    for row, flight in zip(table.rows, FLIGHTS, strict=False):
        for cell, words in zip(row.cells, flight, strict=True):
            cell.text = words
    table.cell(2, 0).merge(table.cell(2, 3)).text = "Seats 12A"
    document.add_paragraph("Hotel at the lake")
    return saved(document)


def make_calendar() -> bytes:
    calendar = Calendar()
    begin = datetime.datetime(2027, 3, 3, 10, 25, tzinfo=datetime.timezone.utc)
    for name, when in (("KL 566 to Nairobi", begin), ("Conference", begin.date())):
        event = Event()
        event.add("summary", name)
        event.add("dtstart", when)
        event.add("dtend", when + datetime.timedelta(days=1))
        event.add("location", "Amsterdam, Schiphol")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def make_email(text: str, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "KLM <booking@example.org>"
    message["Subject"] = "Booking X7K2PQ"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def attach(message: EmailMessage, name: str, content: bytes) -> bytes:
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ItineraryFileError) as caught:
        read_itinerary(name, content)
    return str(caught.value)


def test_a_pdf_is_read() -> None:
    file = read_itinerary("My flights.PDF", make_pdf("KL 566 AMS to NBO", "KL 565 back"))
    assert (file.name, file.media_type) == ("My flights.pdf", "application/pdf")
    assert file.text == "KL 566 AMS to NBO\n\nKL 565 back"


def test_letters_that_are_drawn_as_one_are_read_as_two() -> None:
    content = make_pdf_of_operators(rb"BT /F 9 Tf (\201ight, of\200ce) Tj ET")
    assert read_itinerary("a.pdf", content).text == "flight, office"


def test_a_pdf_that_nobody_may_change_is_read_and_one_that_nobody_may_open_is_not() -> None:
    content = make_pdf("KL 566 AMS to NBO")
    assert read_itinerary("a.pdf", locked(content, "")).text == "KL 566 AMS to NBO"
    assert "protected with a password" in refusal("a.pdf", locked(content, "secret"))


def test_the_rows_of_a_table_in_a_word_document_stay_together() -> None:
    file = read_itinerary("booking.docx", make_word())
    assert file.media_type.startswith("application/vnd.openxmlformats")
    assert file.text.splitlines() == [
        "Your booking",
        "KL 566 | AMS | NBO | 3 March",
        "KL 565 | NBO | AMS | 10 March",
        "Seats 12A",
        "Hotel at the lake",
    ]


def test_a_word_document_with_a_password_is_named_as_such() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "protected with a password" in refusal("booking.docx", ole)


def test_the_rows_of_a_table_in_a_web_page_stay_together_and_nothing_hidden_is_read() -> None:
    file = read_itinerary("booking.htm", HTML.encode())
    assert (file.name, file.media_type) == ("booking.htm", "text/html")
    assert file.text.splitlines() == [
        "Your booking",
        "KL 566 AMS NBO",
        "KL 565 NBO",
        "Hotel at the lake",
        "Nairobi",
        ".",
    ]


def test_the_events_of_a_calendar_are_read_with_their_times() -> None:
    file = read_itinerary("trip.ics", make_calendar())
    assert file.media_type == "text/calendar"
    assert file.text.splitlines() == [
        "KL 566 to Nairobi",
        "3 March 2027, 10:25 UTC to 4 March 2027, 10:25 UTC",
        "Amsterdam, Schiphol",
        "",
        "Conference",
        "3 March 2027 to 4 March 2027",
        "Amsterdam, Schiphol",
    ]


def test_a_calendar_without_times_has_its_words() -> None:
    content = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\nSUMMARY:KL 566\r\n"
    content += b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    assert read_itinerary("a.ics", content).text == "KL 566"


def test_an_e_mail_is_read_with_its_attachments() -> None:
    message = make_email("Please look at the page.", html="<p>Your flights: <b>KL</b> 566</p>")
    attach(message, "logo.png", b"\x89PNG\r\n")
    attach(message, "broken.pdf", b"%PDF-1.7 nothing")
    attach(message, "old.eml", make_email("an older one").as_bytes())
    attach(message, "TICKET.PDF", make_pdf("Seat 12A"))
    file = read_itinerary("booking.eml", attach(message, "seat map.svg", b"<svg>Seat 1A</svg>"))
    assert file.media_type == "message/rfc822"
    assert file.text == "Booking X7K2PQ\n\nYour flights: KL 566\n\nSeat 12A"


def test_an_e_mail_without_plain_text_is_read_from_its_page() -> None:
    message = EmailMessage()
    message["Subject"] = "Booking"
    message.set_content(HTML.replace("lake", "See"), subtype="html", charset="iso-8859-1")
    assert "KL 566 AMS NBO\nKL 565 NBO\nHotel at the See" in (
        read_itinerary("a.eml", message.as_bytes()).text
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_every_usual_charset(charset: str) -> None:
    file = read_itinerary("a.txt", "Zürich, São Paulo\r\nLX 92".encode(charset))
    assert file.text == "Zürich, São Paulo\nLX 92"


def test_a_text_has_no_needless_white_space_and_nothing_invisible() -> None:
    text = "  KL\u200b 566\t\t AMS \r\n\n\n\n\n\x07NBO\u202e  "
    assert read_itinerary("a.txt", text.encode()).text == "KL 566 AMS\n\nNBO"


@pytest.mark.parametrize("length", [LONGEST_ITINERARY, LONGEST_ITINERARY + 1, 500_000])
def test_a_long_text_is_cut_and_says_so(length: int) -> None:
    text = read_itinerary("a.txt", b"x" * length).text
    assert len(text) == LONGEST_ITINERARY
    assert text.endswith(SHORTENED) is (length > LONGEST_ITINERARY)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../etc/pass wd.txt", "pass wd.txt"),
        ("C:\\Users\\me\\flug.txt", "flug.txt"),
        ("a\r\nBcc: spy@example.org\r\n.txt", "a Bcc spy example.org.txt"),
        ("[click](javascript:x).txt", "click javascript x.txt"),
        ("Reiseplan März + 行程.TXT", "Reiseplan März 行程.txt"),
        (".txt.txt", "txt.txt"),
        ("***.txt", "itinerary.txt"),
        ("x" * 300 + ".txt", "x" * 60 + ".txt"),
    ],
)
def test_a_name_is_safe_in_a_header_and_on_a_page(name: str, words: str) -> None:
    assert read_itinerary(name, b"KL 566").name == words


@pytest.mark.parametrize(
    "name", ["photo.jpg", "a.doc", "a.xlsx", "a.exe", "itinerary", "", ".pdf", "a.pdf.zip", "a.svg"]
)
def test_other_kinds_are_refused_with_those_that_are_taken(name: str) -> None:
    assert refusal(name, b"KL 566 AMS to NBO").startswith("An itinerary file can be a PDF")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"KL 566"),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.txt", make_pdf("KL 566")),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("a.docx", make_pdf("KL 566")),
        ("a.ics", b"KL 566"),
        ("a.eml", b"\n\nKL 566 flies at 10:25\n"),
        ("a.html", b"KL 566 < KL 565"),
    ],
)
def test_a_name_that_lies_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith("What is in this file is not what its name says.")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.pdf", b" \n", "is empty"),
        ("a.txt", b"...\n--", "no text"),
        ("a.pdf", make_pdf(""), "perhaps it was scanned"),
        ("a.docx", saved(docx.Document()), "no text"),
        ("a.html", b"<html><script>let flight = 566</script></html>", "no text"),
        ("a.pdf", b"%PDF-1.7\nnothing", "perhaps it is damaged"),
        ("a.pdf", make_pdf("KL 566")[:900], "perhaps it is damaged"),
        ("a.docx", b"PK\x03\x04 nothing", "perhaps it is damaged"),
        ("a.docx", make_word()[:2000], "perhaps it is damaged"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", "no text"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nnothing", "perhaps it is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    name: str, content: bytes, words: str
) -> None:
    message = refusal(name, content)
    assert words in message
    assert "paste the itinerary as text" in message


def test_a_word_document_that_unfolds_to_a_giant_is_refused() -> None:
    source, bomb = io.BytesIO(make_word()), io.BytesIO()
    with zipfile.ZipFile(source) as small, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as big:
        for name in small.namelist():
            content = small.read(name)
            if name == "word/document.xml":
                content = content.replace(b"Seats", b"Seats" + b" " * 900_000_000)
            big.writestr(name, content)
    assert len(bomb.getvalue()) < 5_000_000
    assert "perhaps it is damaged" in refusal("a.docx", bomb.getvalue())


def test_a_pdf_that_keeps_its_reader_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(itinerary_file, "MOST_SECONDS", 2)
    bomb = make_pdf_of_operators(b"BT (x) Tj ET\n" * 400_000)
    assert len(bomb) < 20_000
    started = time.monotonic()
    assert "takes too long" in refusal("a.pdf", bomb)
    assert time.monotonic() - started < 6


def test_of_a_long_pdf_only_the_first_pages_are_read() -> None:
    page, file = PdfReader(io.BytesIO(make_pdf("KL 566"))).pages[0], io.BytesIO()
    writer = PdfWriter()
    for _ in range(MOST_PAGES + 30):
        writer.add_page(page)
    writer.write(file)
    assert read_itinerary("a.pdf", file.getvalue()).text.count("KL 566") == MOST_PAGES


def test_more_is_read_than_is_kept() -> None:
    assert ENOUGH_CHARACTERS > 2 * LONGEST_ITINERARY


@settings(max_examples=20)
@given(
    st.sampled_from([".pdf", ".docx", ".txt", ".ics", ".eml", ".html"]),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"BEGIN:VCALENDAR\r\n", b"A: b\n", b"<p>"]),
    st.binary(max_size=300),
)
def test_no_content_does_anything_but_be_read_or_refused(
    ending: str, start: bytes, rest: bytes
) -> None:
    try:
        file = read_itinerary(f"a{ending}", start + rest)
    except ItineraryFileError:
        return
    assert 0 < len(file.text) <= LONGEST_ITINERARY
