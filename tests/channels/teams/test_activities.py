"""Reading what Teams sends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.door import DoorError
from bot.channels.teams.activities import is_loopback, is_service_url, read_activity
from tests.channels.teams.fake import BOT, TENANT, USER

CHAT = {"id": "a:chat", "conversationType": "personal", "tenantId": TENANT}
THREAD = {
    "id": "19:abc@thread.tacv2;messageid=1700000000000",
    "conversationType": "channel",
    "isGroup": True,
}


def body(**changes: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/amer/",
        "from": {"id": "29:user", "name": "Alex", "aadObjectId": USER},
        "recipient": BOT,
        "conversation": CHAT,
        **changes,
    }


def mention(text: str, account: str) -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": account}}


OWN = mention("<at>Travel Assistant</at>", str(BOT["id"]))


@pytest.mark.parametrize(
    ("text", "entities", "read"),
    [
        ("<at>Travel Assistant</at> is dental covered?", [OWN], "is dental covered?"),
        ("is dental\n<at>Travel Assistant</at>covered?", [OWN], "is dental\n covered?"),
        ("<at>Travel Assistant</at>", [OWN], ""),
        (
            '<at id="0">Jane</at> and <at>Travel Assistant</at> help',
            [OWN, mention('<at id="0">Jane</at>', "29:jane")],
            "Jane and   help",
        ),
        ("cost &lt; $500 &amp; 2&nbsp;nights", [], "cost < $500 & 2\xa0nights"),
        ("&lt;at&gt;Jane&lt;/at&gt;", [], "<at>Jane</at>"),
        ("hello", [mention("hello", "29:other"), "odd", {"type": "mention"}], "hello"),
    ],
)
def test_what_was_typed_is_read_without_the_own_name(
    text: str, entities: list[Any], read: str
) -> None:
    assert read_activity(body(text=text, entities=entities)).text == read


def test_a_person_has_one_conversation_alone_and_one_in_each_group_and_thread() -> None:
    group = {"id": "19:group@thread.v2", "conversationType": "groupChat"}
    other_thread = {**THREAD, "id": "19:abc@thread.tacv2;messageid=1700000000001"}
    places = [CHAT, group, THREAD, other_thread]
    ids = [read_activity(body(conversation=place)).conversation for place in places]
    assert ids[0] == f"teams:{USER}"
    assert len(set(ids)) == 4
    assert all(name.startswith(f"teams:{USER}:") and len(name) <= 64 for name in ids[1:])
    assert ids == [read_activity(body(conversation=place)).conversation for place in places]


def test_a_chat_of_an_unknown_kind_is_no_personal_one() -> None:
    assert not read_activity(body(conversation={"id": "a:chat"})).is_personal


@pytest.mark.parametrize("user", ["", "default", "../x", "a" * 36, f"{USER}:x", 5, None])
def test_an_id_that_is_none_names_nobody(user: Any) -> None:
    activity = read_activity(body(**{"from": {"id": "29:x", "aadObjectId": user}}))
    assert activity.user == ""
    with pytest.raises(DoorError):
        _ = activity.conversation


def test_ids_are_the_same_in_capitals() -> None:
    account = {"id": "29:user", "aadObjectId": USER.upper()}
    assert read_activity(body(**{"from": account})).conversation == f"teams:{USER}"


@pytest.mark.parametrize(
    "value",
    [
        {"token": "t"},
        '{"token": "t"}',
        {"action": {"type": "Action.Execute", "verb": "choose", "data": {"token": "t"}}},
    ],
)
def test_a_button_is_read_in_every_form(value: Any) -> None:
    assert read_activity(body(value=value)).token == "t"


@pytest.mark.parametrize("value", ["x", "[1]", "[" * 100_000, 5, {"token": 5}, {"action": "x"}])
def test_what_no_button_of_ours_sends_is_none(value: Any) -> None:
    assert read_activity(body(value=value)).token == ""


def test_all_tenants_count() -> None:
    activity = read_activity(body(channelData={"tenant": {"id": "Other"}}))
    assert activity.tenants == {TENANT, "other"}
    assert read_activity(body(conversation={"id": "a"})).tenants == frozenset()


def test_what_nobody_has_attached_is_no_file() -> None:
    html = {"contentType": "text/html", "content": "<p>hello</p>"}
    for kind in ("messageReference", "application/vnd.microsoft.card.thumbnail"):
        assert not read_activity(body(attachments=[html, {"contentType": kind}])).has_files
    assert read_activity(body(attachments=[html, {"contentType": "image/png"}])).has_files


def test_long_message_ids_are_told_apart() -> None:
    first, second = (read_activity(body(id="f:" + "x" * 200 + end)).message_id for end in "ab")
    assert first != second
    assert len(first) <= 128


@pytest.mark.parametrize("missing", ["type", "conversation", "serviceUrl"])
def test_something_else_is_refused(missing: str) -> None:
    with pytest.raises(DoorError):
        read_activity({name: value for name, value in body().items() if name != missing})


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*body(), "value", "text", "entities", "name"]), json))
def test_nothing_breaks_the_reading(changes: dict[str, Any]) -> None:
    try:
        activity = read_activity(body(**changes))
    except DoorError:
        return
    assert activity.kind


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://smba.trafficmanager.net/amer/", True),
        ("https://smba.trafficmanager.net/teams/12345678-0000-0000-0000-000000000000/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc", True),
        ("http://smba.trafficmanager.net/amer/", False),
        ("https://evil.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://smba.trafficmanager.net:8443/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example/?https://smba.trafficmanager.net/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://eviltteams.microsoft.com.example", False),
        ("https://teams.microsoft.com.evil.example/", False),
        ("https://[::1", False),
        ("https://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_replies_go_to_microsoft_only(url: str, expected: bool) -> None:
    assert is_service_url(url) is expected
    assert not is_loopback(url)
