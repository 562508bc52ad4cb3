"""What somebody wants of a form besides answering it: stop, save, skip, change, ask."""

from __future__ import annotations

import re
from typing import Literal

from bot.trips import draft as slots

# Nobody needs more words to say stop or yes; the patterns would take minutes over some longer ones.
MOST_COMMAND_WORDS = 8
Command = Literal["cancel", "save", "edit", "skip", "back", "start_over"]

_POLITE = (
    r"(?:please|pls|plz|ok|okay|no|oh|well|hm+|sorry|actually|yes|hey|hi|just|wait|then|now|i said"
    r"|thanks|thank you|to|let['\u2019]?s|i want to|i['\u2019]?d like to|i would like to|can we"
    r"|can you"
    r"|could you|you can|and|right|lol|ugh|nah|nope|so)"
)
_EDGE = rf"(?:\s|[.,!;:\u2026-]|{_POLITE}\b)*"
_WHAT = (
    r"(?:it|that|this|everything|all(?: of (?:it|this))?|the (?:whole )?(?:thing|trip|form|process"
    r"|registration)|my (?:trip|registration)|this (?:trip|registration|form)|registration"
    r"|registering|the registering|here|there|about it|about this|about that|now|for now|me|doing "
    r"this)"
)
_CANCEL = re.compile(
    rf"{_EDGE}(?:(?:cancel|cancle|cancell|stop|abort|quit|exit|end|discard|delete|drop|forget|scrap"
    rf"|leave)(?:\s+{_WHAT})*|never\s?mind|nvm|nevermind|don['\u2019]?t bother|no thanks|no thank "
    rf"you"
    rf"|forget (?:about )?(?:it|this|that)|stop (?:it|this|here)|get me out|leave me alone)"
    rf"(?:[\s,.;!]*(?:cancel|stop|forget|abort|quit)?\s*(?:{_WHAT})?)*{_EDGE}",
    re.IGNORECASE,
)
_CANCEL_INSIDE = re.compile(
    rf"\b(?:cancel|abort|stop)\s+(?:{_WHAT})\b(?!\s+(?:was|is|has))|\bnever\s?mind\b"
    r"|\bchanged my mind\b|\bforget (?:about )?(?:it|this|the whole)\b"
    r"|\b(?:do|does|did)(?:n['\u2019]?t| not) (?:want|wish|need|like) to (?:register|do this"
    r"|continue"
    r"|go on|save)\b|\bdon['\u2019]?t save\b|\bdo not save\b|\bno longer (?:want|need|wish)\b"
    r"|\bnot (?:going to )?regist(?:er|ering)\b|\bdon['\u2019]?t register\b",
    re.IGNORECASE,
)
_YES = (
    r"(?:yes|yeah|yep|yup|yea|ya|y|sure|ok|okay|okey|k|correct|right|exactly|absolutely|definitely"
    r"|confirm(?:ed)?|i confirm|i do|agreed|perfect|great|good|fine|si|s\u00ed|oui|ja|da|true"
    r"|indeed"
    r"|of course|certainly|affirmative|go ahead|go|proceed|do it|looks? (?:good|right|fine|correct"
    r"|great|ok(?:ay)?)(?: to me)?|lgtm|all (?:good|correct|right|set|fine)|that['\u2019]?s "
    r"(?:right"
    r"|correct|it|fine|good|all(?: correct| right)?)|that is (?:right|correct|all(?: correct)?)"
    r"|it(?:['\u2019]?s| is) (?:right|correct|fine|good|ok(?:ay)?|all (?:right|correct|good))"
    r"|everything(?:['\u2019]?s| is| looks)? (?:right|correct|fine|good|ok(?:ay)?)|yes please|done"
    r"|thumbs up|submit|send|register|\U0001f44d|\u2705|no (?:more |other )?changes?|nothing "
    r"(?:to change|else)|no errors?)"
)
_SAVE = (
    r"(?:save|register|submit|store|finish|complete|record)"
    r"(?:\s+(?:it|that|this|them|all|now|the trip|my trip|please))*"
)
_YES_ONLY = re.compile(
    rf"(?:\s|[.,!;:-]|(?:please|pls|thanks|thank you|now|it|that|this|so|very|is|all|everything|and"
    rf"|you can|can|to me|for me|just|my trip|the trip|then|withdraw|delete|remove)\b"
    rf"|(?<!\w){_YES}(?!\w)|\b{_SAVE}\b)+",
    re.IGNORECASE,
)
_HAS_YES = re.compile(rf"(?<!\w){_YES}(?!\w)|\b{_SAVE}\b", re.IGNORECASE)
_SAVE_ONLY = re.compile(
    rf"{_EDGE}(?:save|submit|store)(?:\s+(?:it|that|this|all|now|the trip|my trip|please))*{_EDGE}",
    re.IGNORECASE,
)
_NO_ONLY = re.compile(
    r"[\s.,!;:-]*(?:(?:no+|nope|nah|n|nein|non|not (?:right|correct|really|yet|quite|this|that|it)"
    r"|wrong|incorrect|false|that['\u2019]?s (?:not right|not correct|wrong)|that is (?:not right"
    r"|not correct|wrong)|it(?:['\u2019]?s| is) (?:not right|not correct|wrong)|don['\u2019]?t"
    r"|do not|keep it|leave it|(?:something|this|that|it)(?:['\u2019]?s| is) wrong|never"
    r"|not everything(?: is right)?|there is a mistake|mistake)\b[\s.,!;:-]*)+",
    re.IGNORECASE,
)
_SKIP = re.compile(
    rf"{_EDGE}(?:skip(?:\s+(?:it|this|that|for now|the itinerary))*|leave (?:it|this|that) (?:out"
    rf"|blank|empty)"
    r"|leave out|none|nothing(?: yet| so far| to (?:add|paste))?|no|nope|nah|no itin(?:erary)?(?: "
    r"yet)?|not yet|later|no need|without|blank|empty"
    r"|n/?a|pass|next|(?:i )?(?:do(?:n['\u2019]?t| not)|haven['\u2019]?t|have not) (?:have|got"
    r"|know)"
    r"(?: (?:it|one|any|an itinerary|the itinerary|that))*(?: (?:yet|now|right now|at hand|handy"
    r"|ready"
    r"|here|with me|at the moment))*|(?:i(?:['\u2019]?ll| will) )?(?:add|send|give|paste|do|e-?mail"
    r"|forward) it "
    r"later"
    r"|there is none|not booked(?: yet)?|not available|unknown|tbd|idk"
    r"|to be (?:determined|decided|added))"
    rf"(?:[\s,.;]+(?:so |please |just )*(?:skip|leave|pass|later|i['\u2019]?ll"
    rf"|add)(?:\s+\w+){{0,4}})?{_EDGE}",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:cancel\w*|cancle|stop|quit|exit|abort|whole|everything|all|registration|trip|form)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"{_EDGE}(?:go back|back|previous(?: question| step)?|one step back|undo(?: that)?|step back"
    rf"|(?:go )?back (?:to )?(?:the )?(?:previous|last|one)(?: (?:question|step))?){_EDGE}",
    re.IGNORECASE,
)
_START_OVER = re.compile(
    rf"{_EDGE}(?:start (?:over|again|anew|from scratch|from the beginning|new|fresh)|restart|reset"
    rf"|begin again|from scratch|clear (?:everything|all|the form)|all over(?: again)?)"
    rf"(?:\s+(?:again|please|everything))*{_EDGE}",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:chang\w*|edit\w*|correct(?!ly\b)\w*|modif\w+|updat\w+|fix\w*|adjust\w*|alter|mov(?:e|ed)"
    r"|wrong|incorrect|mistakes?|typo|misspell?e?d|mispelled|replace|redo|another|different"
    r"|postpone\w*|not right|is not|isn['\u2019]?t|add(?:ed|ing)?|remove|drop)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^\W*no\b(?! \w+ (?:yet|so far))|\b(?:sorry|actually|wait|oops|i mean|i meant|rather|instead"
    r"|correction|chang(?:e|ed|es|ing)|wrong|edit|make (?:it|that)|should (?:be|read)|update|fix"
    r"|correct(?!ly)|replace|add(?:ing)?|remove|drop|extend\w*|shorten\w*|postpone\w*|prolong\w*"
    r"|delay\w*|modif\w+|amend\w*|turns? out|after all|in fact|hold on|scratch that|moved)\b",
    re.IGNORECASE,
)
_SLOT_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:e-?mail|mail)(?: address)?|address", (slots.EMAIL,)),
    (
        r"depart\w*|start(?:ing)? (?:date|day)?|leav(?:e|ing)|outbound|first day|begin\w*",
        (slots.DEPARTURE,),
    ),
    (r"return\w*|end (?:date|day)|coming back|come back|last day|way back|end", (slots.RETURN,)),
    (r"dates?|days?|when|time|times", (slots.DEPARTURE, slots.RETURN)),
    (
        r"destinations?|plac\w+|cit(?:y|ies)|countr(?:y|ies)|where|location|stops?",
        (slots.DESTINATIONS,),
    ),
    (r"purpose|reason|work|study|why", (slots.PURPOSE,)),
    (r"book(?:ed|ing)?|agency|how it was booked|how|bookd", (slots.BOOKING,)),
    (r"itinerar\w+|flights?|hotels?", (slots.ITINERARY,)),
    (r"(?:first |last |full |sur)?names?|spelling", (slots.NAME,)),
    (r"travell?er|person|who", (slots.TRAVELLER,)),
)  # fmt: skip
_SLOTS = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), names) for words, names in _SLOT_WORDS]
_CHANGE_ONLY = re.compile(
    rf"{_EDGE}(?:i (?:want|need|have) to |let me )?(?:change|edit|correct|fix|modify|update)"
    rf"(?:\s+(?:something|it|that|this|sth|a thing|one thing|some things|the trip|my "
    rf"trip)){{0,2}}{_EDGE}",
    re.IGNORECASE,
)


def read_command(text: str, *, asked: str | None) -> Command | None:
    """Read what a whole message wants of the form, apart from changes.

    Args:
        text: What somebody wrote.
        asked: The slot that was asked for, if one was.
    """
    if len(re.findall(r"\w+", text)) > MOST_COMMAND_WORDS:
        return "cancel" if _CANCEL_INSIDE.search(text) else None
    if asked == slots.ITINERARY and _SKIP.fullmatch(text):
        return "skip"
    if _START_OVER.fullmatch(text):
        return "start_over"
    if _BACK.fullmatch(text):
        return "back"
    if _CANCEL.fullmatch(text) or _CANCEL_INSIDE.search(text):
        return "cancel"
    if asked == slots.CONFIRMATION:
        answer = read_yes_or_no(text)
        if answer is not None:
            return "save" if answer else "edit"
        if _CHANGE_ONLY.fullmatch(text):
            return "edit"
    if _SAVE_ONLY.fullmatch(text):
        return "save"
    return None


def gives_up_all(text: str) -> bool:
    """Tell "cancel the whole thing" from a "never mind" that may be about the last question."""
    return bool(_ALL.search(text))


def read_yes_or_no(text: str) -> bool | None:
    """Read an answer to a question of yes or no; None if it is neither."""
    if _NO_ONLY.fullmatch(text) or re.match(
        r"\s*(?:no|nope|nah)\b[\s,.!]*(?:keep|leave|don['\u2019]?t|do not|not|thanks|thank)",
        text,
        re.I,
    ):
        return False
    if len(re.findall(r"\w+", text)) > MOST_COMMAND_WORDS:
        return None
    if _YES_ONLY.fullmatch(text) and _HAS_YES.search(text):
        return True
    return None


def slots_to_change(text: str, *, asked: str | None) -> tuple[str, ...]:
    """Return the slots that a message wants to change: "wrong name", "change the dates"."""
    if asked != slots.CHANGE and not _CHANGE.search(text):
        return ()
    found = [(match.start(), names) for pattern, names in _SLOTS if (match := pattern.search(text))]
    return min(found)[1] if found else ()


def is_correction(text: str) -> bool:
    """Tell whether a message puts something right rather than answer a question."""
    return bool(_CORRECTION.search(text))
