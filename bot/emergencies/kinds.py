"""The kinds of emergencies, and who is called for each."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal[
    "medical",
    "accident",
    "assault",
    "arrest",
    "unrest",
    "disaster",
    "missing",
    "mental_health",
    "payment_demand",
    "stranded",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# "If you are having a medical emergency, contact International SOS. For non-medical emergencies,
# contact the International Safety & Security Incident Hotline." (documents/isos-at-umb.md)
MEDICAL: frozenset[Kind] = frozenset({"medical", "accident", "mental_health", "payment_demand"})
