"""`bot trips`, `bot mail`, `bot alerts`, `bot feedback` and `bot forget`."""

from __future__ import annotations

import csv
import datetime
import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import PROJECT_ROOT, get_settings
from bot.storage.alerts import Alerts
from bot.storage.feedback import Feedback
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.trips import RegisteredTrip, Trips
from bot.storage.unsent import UnsentReplies
from bot.storage.uploads import Uploads
from bot.trips.trip import Leg

Register = Callable[..., RegisteredTrip]
Raise = Callable[..., None]
Output = pytest.CaptureFixture[str]


def lines(output: Output) -> list[str]:
    return output.readouterr().out.splitlines()


def test_trips_are_listed_by_departure_one_line_each(register: Register, capsys: Output) -> None:
    late = register("Late", departure=datetime.date(2027, 3, 6))
    early = register("Early")
    assert main(["trips", "list"]) == 0
    heading, first, second = lines(capsys)
    assert heading.split() == [
        "Number", "Traveller", "E-mail", "Destinations", "From", "To", "Withdrawn",
    ]  # fmt: skip
    assert first.split() == [
        early.number, "Early", "maria.lee@umaryland.edu", "Nairobi,", "Kenya;", "Uganda",
        "2027-03-05", "2027-03-12",
    ]  # fmt: skip
    assert second.split()[0] == late.number


def test_without_a_trip_that_is_said(database: str, capsys: Output) -> None:
    assert main(["trips", "list"]) == 0
    assert lines(capsys) == ["No trip."]


def test_who_is_in_a_country_today_is_a_question_of_the_time_zone_of_the_university(
    register: Register, set_settings: Callable[..., None], capsys: Output
) -> None:
    days = []
    for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
        set_settings(time_zone=zone)
        days.append(get_settings().today())
        register(zone, departure=days[-1], return_date=days[-1])
    register("Elsewhere", departure=days[0], return_date=days[1], legs=(Leg("Lima", "PE"),))
    for zone in ("Etc/GMT+12", "Pacific/Kiritimati"):
        set_settings(time_zone=zone)
        assert main(["trips", "list", "--country", "kenya", "--on", "today"]) == 0
        _, found = lines(capsys)
        assert zone in found


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "AB"),
        (["--all"], "ABW"),
        (["--country", "Peru"], "B"),
        (["--country", "pe", "--all"], "BW"),
        (["--on", "2027-03-05"], "A"),
        (["--from", "2027-04-01"], "B"),
        (["--to", "2027-03-31"], "A"),
        (["--from", "2027-03-12", "--to", "2027-04-01", "--country", "KE"], "A"),
    ],
)
def test_trips_are_found_by_country_and_day_in_lists_and_exports(
    database: str, register: Register, capsys: Output, arguments: list[str], found: str
) -> None:
    peru = (Leg("Lima", "PE"),)
    april = {"departure": datetime.date(2027, 4, 1), "return_date": datetime.date(2027, 4, 2)}
    register("A")
    register("B", legs=peru, **april)
    Trips(database).withdraw(register("W", legs=peru, **april).number, "web:1")
    assert main(["trips", "list", *arguments]) == 0
    assert sorted(line.split()[1] for line in lines(capsys)[1:]) == list(found)
    assert main(["trips", "export", *arguments]) == 0
    table = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert sorted(row["traveller_name"] for row in table) == list(found)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["list", "--on", "tomorrow"], "'tomorrow' is no day: write today, or a date like 20"),
        (["list", "--from", "2027-02-30"], "'2027-02-30' is no day"),
        (["export", "--country", "Keny"], "No country is called 'Keny'; did you mean Kenya?"),
        (["show", "T-22222"], "There is no trip 'T-22222'"),
    ],
)
def test_what_cannot_be_searched_for_is_explained(
    database: str, capsys: Output, arguments: list[str], complaint: str
) -> None:
    assert main(["trips", *arguments]) == 1
    streams = capsys.readouterr()
    assert complaint in streams.err
    assert streams.out == ""


def test_a_trip_is_shown_with_all_that_is_known_of_it(
    database: str, register: Register, capsys: Output
) -> None:
    trip = register("Maria Lee", booked_for_other=True, itinerary="KL 566\nHotel Sarova")
    Trips(database).withdraw(trip.number, "web:1")
    assert main(["trips", "show", trip.number.lower().removeprefix("t-")]) == 0
    shown = capsys.readouterr().out
    for words in (
        trip.number, "Maria Lee", "maria.lee@umaryland.edu", "somebody else",
        "Nairobi, Kenya; Uganda", "2027-03-05 to 2027-03-12", "KL 566", "Hotel Sarova", "web:1",
        "Withdrawn",
    ):  # fmt: skip
        assert words in shown
    assert "Changed" not in shown


def test_what_a_traveller_wrote_does_not_steer_the_terminal(
    register: Register, capsys: Output
) -> None:
    number = register("[red]A[/] \x1b]0;x\x07\x1b[2J\u202eB", itinerary="[bold]\x1b[31m").number
    assert main(["trips", "list"]) == 0
    assert main(["trips", "show", number]) == 0
    shown = capsys.readouterr().out
    assert "[red]A[/]" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_an_export_opens_in_a_spreadsheet_as_it_was_written(
    register: Register, tmp_path: Path, capsys: Output
) -> None:
    trip = register("Zoë “Żółty”, PhD", itinerary='By car;\n"twice", 2,5 h')
    path = tmp_path / "trips.csv"
    assert main(["trips", "export", "--output", str(path)]) == 0
    assert lines(capsys) == [f"Trips in {path}: 1"]
    assert path.read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "number": trip.number,
        "traveller_name": "Zoë “Żółty”, PhD",
        "traveller_email": "maria.lee@umaryland.edu",
        "booked_for_other": "no",
        "destinations": "Nairobi, Kenya; Uganda",
        "countries": "KE UG",
        "departure": "2027-03-05",
        "return_date": "2027-03-12",
        "purpose": "work",
        "booking": "agency",
        "itinerary": 'By car;\n"twice", 2,5 h',
        "owner": "web:1",
        "registered_at": trip.registered_at.isoformat(timespec="seconds"),
        "changed_at": "",
        "withdrawn_at": "",
        "version": "1",
    }


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\uff1d1",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_cell_of_an_export_is_a_formula(
    register: Register, capsys: Output, formula: str
) -> None:
    register(formula, itinerary=formula, legs=(Leg(formula, "KE"),))
    assert main(["trips", "export"]) == 0
    text = capsys.readouterr().out
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    for cell in ("traveller_name", "itinerary", "destinations"):
        assert row[cell].startswith(f"'{formula}")


def test_a_file_that_cannot_be_written_is_an_error(
    register: Register, tmp_path: Path, capsys: Output
) -> None:
    register("A")
    path = tmp_path / "no" / "such" / "trips.csv"
    assert main(["trips", "export", "--output", str(path)]) == 1
    assert f"{path} cannot be written: No such file" in capsys.readouterr().err


def test_emails_are_listed_by_state_and_sent_again_on_demand(
    register: Register, outbox: Outbox, capsys: Output
) -> None:
    assert main(["mail", "list"]) == 0
    assert lines(capsys) == ["No e-mail."]
    trip = register("A")
    register("B")
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    dead, _ = outbox.claim_due(now, limit=2)
    outbox.mark_failed(dead, now, "SMTPDataError 554", permanent=True)
    assert main(["mail", "list"]) == 0
    assert len(lines(capsys)) == 3
    assert main(["mail", "list", "--state", "dead"]) == 0
    _, line = lines(capsys)
    assert line.split() == [
        str(dead.id), trip.number, "travel@example.edu", "dead", "1", "SMTPDataError", "554",
    ]  # fmt: skip
    assert main(["mail", "retry", str(dead.id)]) == 0
    assert lines(capsys) == [f"E-mail {dead.id} is due again."]
    soon = now + datetime.timedelta(minutes=1)
    assert [queued.id for queued in outbox.claim_due(soon, limit=2)] == [dead.id]
    assert main(["mail", "retry", "999"]) == 1
    assert "There is no unsent e-mail 999" in capsys.readouterr().err


def test_alerts_are_listed_by_state_one_line_for_each_target(
    alerts: Alerts, raise_alert: Raise, capsys: Output
) -> None:
    assert main(["alerts"]) == 0
    assert lines(capsys) == ["No alert."]
    raise_alert("web:1", "arrest", ["email", "slack"], notes={"callback": "+254 700 000000"})
    raise_alert("web:2", "missing", ["slack"], country_code="")
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    first, second, _ = alerts.claim_due(now, limit=3)
    alerts.mark_sent(first, now)
    alerts.mark_failed(second, now, "HTTP 404", permanent=True)
    assert main(["alerts"]) == 0
    heading, *found = lines(capsys)
    assert heading.split() == [
        "ID", "Raised", "Kind", "Country", "Notes", "Target", "State", "Attempts", "Next",
        "attempt", "Sent", "Last", "error",
    ]  # fmt: skip
    assert [line.split()[0] for line in found] == ["A-00001", "A-00001", "A-00003"]
    assert "254" not in "".join(found)
    assert main(["alerts", "--state", "dead"]) == 0
    _, line = lines(capsys)
    assert line.split()[4:] == [
        "arrest", "or", "detention", "Kenya", "yes", "slack", "dead", "1", "HTTP", "404",
    ]  # fmt: skip
    assert main(["alerts", "--state", "pending"]) == 0
    _, line = lines(capsys)
    assert line.split()[4:11] == ["missing", "or", "kidnapped", "person", "no", "slack", "pending"]


def test_feedback_is_shown_by_topic_the_worst_first(database: str, capsys: Output) -> None:
    assert main(["feedback"]) == 0
    assert lines(capsys) == ["No feedback."]
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    for message_id, topic, is_helpful in (
        ("1", "ask_visa", True),
        ("2", "ask_visa", True),
        ("3", "ask_visa", False),
        ("4", "ask_dental_amount", False),
        ("5", "[red]\x1b[2J", True),
    ):
        Feedback(database).give(
            "web:1", message_id, channel="web", topic=topic, is_helpful=is_helpful, now=now
        )
    assert main(["feedback"]) == 0
    heading, *found = lines(capsys)
    assert heading.split() == ["Topic", "Not", "helpful", "Helpful"]
    assert [line.split() for line in found] == [
        ["ask_dental_amount", "1", "0"],
        ["ask_visa", "1", "2"],
        ["[red]", "[2J", "0", "1"],
    ]


@pytest.fixture
def endpoints(tmp_path: Path) -> Path:
    """A file like endpoints.yml, with two conversations in its tracker store."""
    with sqlite3.connect(tmp_path / "conversations.db") as store:
        store.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        store.executemany(
            "INSERT INTO events (sender_id, data) VALUES (?, ?)",
            [("web:1", '{"text": "Hello"}'), ("web:2", '{"text": "Hello"}')],
        )
    store.close()
    path = tmp_path / "endpoints.yml"
    path.write_text(
        f"tracker_store: {{type: SQL, dialect: sqlite, db: {tmp_path / 'conversations.db'}}}",
        encoding="utf-8",
    )
    return path


def conversations(endpoints: Path) -> list[str]:
    store = sqlite3.connect(endpoints.with_name("conversations.db"))
    found = [row[0] for row in store.execute("SELECT sender_id FROM events ORDER BY id")]
    store.close()
    return found


def forget(endpoints: Path, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "forget", "--endpoints", str(endpoints), *arguments],
        cwd=PROJECT_ROOT,
        env=dict(os.environ),
        input=answer,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "no\n", "maybe\n"])
def test_nobody_is_forgotten_without_a_yes(
    alerts: Alerts,
    database: str,
    register: Register,
    raise_alert: Raise,
    endpoints: Path,
    answer: str,
) -> None:
    trip = register("Maria Lee")
    raise_alert("web:1")
    result = forget(endpoints, "maria.lee@umaryland.edu", answer=answer)
    assert result.returncode == 1
    assert trip.number in result.stdout
    assert "Conversation web:1" in result.stdout
    assert "A-00001" in result.stdout
    assert "Remove all of this for good? [y/N]" in result.stdout
    assert "Nothing was removed." in result.stdout
    assert Trips(database).find(trip.number) == trip
    assert len(alerts.list()) == 2
    assert conversations(endpoints) == ["web:1", "web:2"]


@pytest.mark.parametrize(("arguments", "answer"), [(["--yes"], ""), ([], "y\n"), ([], " YES \n")])
def test_a_person_is_forgotten_everywhere_and_what_went_is_counted(
    database: str,
    register: Register,
    raise_alert: Raise,
    outbox: Outbox,
    alerts: Alerts,
    endpoints: Path,
    arguments: list[str],
    answer: str,
) -> None:
    register("Maria Lee")
    register("Maria Lee", legs=(Leg("", "PE"),))
    other = register("John", owner="web:2", traveller_email="john@umaryland.edu")
    raise_alert("web:1")
    raise_alert("web:2")
    result = forget(endpoints, "Maria.Lee@umaryland.edu", *arguments, answer=answer)
    assert result.returncode == 0, result.stderr
    counts = (
        "trips: 2 (destinations: 3), e-mails: 2, alerts: 1, conversations: 1, messages: 0, "
        "unsent replies: 0, files: 0, links of feedback: 0"
    )
    assert f"In all {counts}." in result.stdout
    assert f"Removed {counts}." in result.stdout
    assert Trips(database).search(withdrawn=True) == [other]
    assert [queued.trip_number for queued in outbox.list()] == [other.number]
    assert {queued.owner for queued in alerts.list()} == {"web:2"}
    assert conversations(endpoints) == ["web:2"]
    again = forget(endpoints, "Maria.Lee@umaryland.edu")
    assert again.returncode == 0
    assert again.stdout == "Nothing is kept of Maria.Lee@umaryland.edu.\n"


def test_an_owner_is_forgotten_by_the_id_of_the_conversation(
    alerts: Alerts, database: str, register: Register, raise_alert: Raise, endpoints: Path
) -> None:
    register("Maria Lee")
    raise_alert("web:1")
    assert forget(endpoints, "web:1", "--yes").returncode == 0
    assert alerts.list() == []
    assert Trips(database).search(withdrawn=True) == []
    assert conversations(endpoints) == ["web:2"]


def test_what_the_channels_keep_of_a_person_is_shown_before_it_goes(
    database: str, endpoints: Path
) -> None:
    now = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)
    Inbox(database).claim("slack:U1", "1", now, datetime.timedelta(seconds=30))
    UnsentReplies(database).keep("slack", "slack:U1", {"text": "Hi"}, now, not_before=now)
    Uploads(database).add("slack:U1", "trip\x1b.pdf", "application/pdf", b"%PDF", "KL 566", now)
    Feedback(database).give(
        "slack:U1", "1", channel="slack", topic="ask_visa", is_helpful=True, now=now
    )
    result = forget(endpoints, "slack:U1", "--yes")
    assert result.returncode == 0, result.stderr
    assert "Conversation slack:U1" in result.stdout
    assert ["trip", ".pdf", "slack:U1", "2027-03-05", "19:03", "UTC"] in [
        line.split() for line in result.stdout.splitlines()
    ]
    assert (
        "Removed trips: 0 (destinations: 0), e-mails: 0, alerts: 0, conversations: 1, "
        "messages: 1, unsent replies: 1, files: 1, links of feedback: 1." in result.stdout
    )
    assert forget(endpoints, "slack:U1").stdout == "Nothing is kept of slack:U1.\n"
    assert conversations(endpoints) == ["web:1", "web:2"]


def test_nobody_is_forgotten_by_half_when_conversations_cannot_be_searched(
    database: str, register: Register, tmp_path: Path
) -> None:
    trip = register("Maria Lee")
    path = tmp_path / "endpoints.yml"
    path.write_text("tracker_store: {type: redis, url: localhost}", encoding="utf-8")
    result = forget(path, "maria.lee@umaryland.edu", "--yes")
    assert result.returncode == 1
    assert "no SQL tracker store" in result.stderr
    assert "Traceback" not in result.stderr
    assert Trips(database).find(trip.number) == trip
