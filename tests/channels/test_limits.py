"""How many messages are taken."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from multidict import CIMultiDict

from bot.channels.limits import Limits, TooManyMessagesError, client_address


def count(limits: Limits, *users: tuple[str, str]) -> list[bool]:
    """Return of each user and address whether the message is taken."""

    async def one(user: str, address: str) -> bool:
        try:
            await limits.count(user=user, address=address)
        except TooManyMessagesError:
            return False
        return True

    async def all_of_them() -> list[bool]:
        return [await one(*user) for user in users]

    return asyncio.run(all_of_them())


def test_a_user_may_send_so_many_messages_and_no_more() -> None:
    limits = Limits(per_user=2, per_address=100)
    taken = count(limits, ("a", ""), ("a", ""), ("a", ""), ("b", ""), ("a", ""))
    assert taken == [True, True, False, True, False]


def test_who_is_refused_is_told_how_long_to_wait() -> None:
    limits = Limits(per_user=1, per_address=1)
    assert count(limits, ("a", "")) == [True]
    with pytest.raises(TooManyMessagesError) as refused:
        asyncio.run(limits.count(user="a"))
    assert 1 <= refused.value.retry_after <= 60
    assert f"wait {refused.value.retry_after} second" in str(refused.value)


def test_so_may_all_users_of_an_address_together() -> None:
    limits = Limits(per_user=2, per_address=3)
    taken = count(limits, ("a", "x"), ("b", "x"), ("c", "x"), ("d", "x"), ("d", "y"), ("e", ""))
    assert taken == [True, True, True, False, True, True]


def test_a_user_and_an_address_of_the_same_name_are_not_mixed_up() -> None:
    limits = Limits(per_user=1, per_address=1)
    assert count(limits, ("x", ""), ("", "x")) == [True, True]


def test_only_the_first_refusal_of_a_minute_says_so() -> None:
    async def refusals() -> list[bool]:
        limits = Limits(per_user=1, per_address=1)
        await limits.count(user="a")
        first = []
        for _ in range(3):
            with pytest.raises(TooManyMessagesError) as refused:
                await limits.count(user="a")
            first.append(refused.value.is_first)
        return first

    assert asyncio.run(refusals()) == [True, False, False]


def test_a_message_that_the_address_may_not_send_is_not_counted_for_the_user() -> None:
    limits = Limits(per_user=1, per_address=1)
    assert count(limits, ("", "x"), ("a", "x"), ("a", "y")) == [True, False, True]


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_of_an_address_what_the_sender_cannot_change_is_counted(seen: str, address: str) -> None:
    request = SimpleNamespace(
        ip="127.0.0.1", headers=CIMultiDict([("X-Forwarded-For", f"198.51.100.1, {seen}")])
    )
    assert client_address(request, 1) == address
    assert client_address(request, 0) == "127.0.0.1"


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "é", "x" * 300])
def test_any_name_can_be_counted(name: str) -> None:
    assert count(Limits(per_user=1, per_address=1), (name, name)) == [True]
