"""The e-mail address of the traveller in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Fault = Literal["email_malformed", "email_not_umb"]

# A domain this near to an allowed one is a slip of it.
MOST_SLIPS = 2

_ATTEMPT = re.compile(r"(?:mailto:)?([^\s<>()\[\]\"';:\x00]*@[^\s<>()\[\]\"';:\x00]*)")
_SPELLED = re.compile(
    r"\b([\w+-]+(?:(?:\.|\s*[(\[]?\bdot\b[)\]]?\s*)[\w+-]+)*)\s*(?:[(\[]\s*at\s*[)\]]|\bat\b)\s*"
    r"([\w-]+(?:(?:\.|\s*[(\[]?\bdot\b[)\]]?\s*)[\w-]+)+)",
    re.IGNORECASE,
)
_SPACED = re.compile(r"[\w.+-]+\s*@\s*[\w-]+(?:\s?\.\s?[\w-]+)+", re.ASCII)
_DOT = re.compile(r"\s*[(\[]?\bdot\b[)\]]?\s*", re.IGNORECASE)
_LOOKS_LIKE_ONE = re.compile(r"\s*[\w+-]+(?:\.[\w-]+)+\s*", re.ASCII)
# Before the address that counts after all: "no: b@umaryland.edu", "a@umaryland.edu -> b@...".
_PUTS_RIGHT = re.compile(
    r"(?:\b(?:no|to|with|sorry|i mean|i meant|instead|now|actually|correct(?:ion)?|right(?: one)?)"
    r"\b[\s:,]*(?:(?:it['\u2019]?s|it is|is|use|my|the|address|e-?mail)\s+)*|->|\u2192)\s*$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|instead of|rather than|wrong:?)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class FoundEmail:
    """An e-mail address in a text, or what may be one.

    Attributes:
        written: As it stands in the text.
        start: Where it begins.
        end: Where it ends.
        address: In lower case; None if it cannot be taken.
        fault: Why it cannot.
        suggestion: What may be meant instead.
        choices: Of several addresses those that can be taken; ask which.
    """

    written: str
    start: int
    end: int
    address: str | None = None
    fault: Fault | None = None
    suggestion: str | None = None
    choices: tuple[str, ...] = ()


def read_email(text: str, domains: Sequence[str], *, asked: bool) -> FoundEmail | None:
    """Find the e-mail address of a text; of several that can be taken, one has to be chosen.

    Args:
        text: What somebody wrote.
        domains: Where the traveller's address must be, subdomains included; empty for anywhere.
        asked: Whether it answers the question for the address.
    """
    found = [
        _check(match.group(1).rstrip(".,!?*_"), match.start(1), domains)
        for match in _ATTEMPT.finditer(text)
        if match.group(1) != "@" and not _NOT.search(text[: match.start()])
    ]
    good = [email for email in found if email.address]
    choices = tuple(dict.fromkeys(email.address for email in good if email.address))
    if good and (len(choices) > 1 or _is_doubtful(text, found)):
        last = good[-1]
        if _PUTS_RIGHT.search(text[: last.start]) and last is found[-1]:
            return last
        return replace(last, address=None, choices=choices)
    if good or found:
        return (good or found)[-1]
    spaced = _SPACED.search(text) if asked else None
    if spaced:
        joined = re.sub(r"\s", "", spaced.group(0))
        return replace(_check(joined, spaced.start(), domains), end=spaced.end())
    spelled = _SPELLED.search(text)
    if spelled and (asked or _DOT.search(spelled.group(2))):
        local, domain = (_DOT.sub(".", part) for part in spelled.groups())
        checked = _check(f"{local}@{domain}", spelled.start(), domains)
        suggestion = checked.address or checked.suggestion
        if suggestion or asked:
            fault = "email_malformed" if checked.address else checked.fault
            return FoundEmail(
                spelled.group(0), spelled.start(), spelled.end(), None, fault, suggestion
            )
    if asked and _LOOKS_LIKE_ONE.fullmatch(text):
        return FoundEmail(text.strip(), 0, len(text), None, "email_malformed")
    return None


def _is_doubtful(text: str, found: Sequence[FoundEmail]) -> bool:
    """Tell whether an address runs on into another one: "a@umaryland.edu,b@example.org"."""
    return any(re.match(r"[,;/|][^\s@,;/|]+@", text[email.end :]) for email in found)


def _check(written: str, start: int, domains: Sequence[str]) -> FoundEmail:
    from email_validator import EmailNotValidError, validate_email

    cut = written
    if "," in written:
        first = written.split(",")[0]
        # "jane@umaryland.edu,to Lagos", but "jane@umaryland,edu"
        cut = first if "." in first.rpartition("@")[2] else written
    end = start + len(cut)
    try:
        address = validate_email(
            cut, check_deliverability=False, allow_smtputf8=False
        ).normalized.lower()
    except EmailNotValidError:
        suggestion = _mended(cut, domains)
        return FoundEmail(cut, start, end, None, "email_malformed", suggestion)
    domain = address.rpartition("@")[2]
    if not domains or any(domain == one or domain.endswith(f".{one}") for one in domains):
        return FoundEmail(cut, start, end, address)
    return FoundEmail(cut, start, end, None, "email_not_umb", _mended(address, domains))


def _mended(written: str, domains: Sequence[str]) -> str | None:
    """Return the address that is meant by one with a slip in its domain."""
    from rapidfuzz.distance import OSA

    local, _, domain = written.lower().replace(",", ".").partition("@")
    domain = domain.strip("@.")
    if not re.fullmatch(r"[\w+-]+(?:\.[\w+-]+)*", local, re.ASCII):
        return None
    for allowed in domains:
        labels = domain.split(".")
        kept = len(labels) - allowed.count(".") - 1
        head, tail = labels[: max(0, kept)], ".".join(labels[max(0, kept) :])
        distance = OSA.distance(tail, allowed)
        if distance <= MOST_SLIPS and (distance or "," in written or "@@" in written):
            return f"{local}@{'.'.join([*head, allowed])}"
    return None
