"""How many messages are taken."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.limits import Limits, TooManyMessagesError


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


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "é", "x" * 300])
def test_any_name_can_be_counted(name: str) -> None:
    assert count(Limits(per_user=1, per_address=1), (name, name)) == [True]
