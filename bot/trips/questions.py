"""Questions in a message: what they name is no answer."""

from __future__ import annotations

import re

_TITLES = r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\bSt)(?<!\be\.g)(?<!\bi\.e)"
_SENTENCE = re.compile(
    rf".+?(?:{_TITLES}(?:[.!]+(?=\s|$)|[?\uff1f]+)|\n+|$)", re.IGNORECASE | re.DOTALL
)
_LEAD = (
    r"(?:\s|[,.!:;-]|(?:ok|okay|so|and|but|well|hm+|um+|hi|hello|hey|hiya|yo|also|btw|by the way"
    r"|wait"
    r"|sorry|please|pls|actually|oh|good (?:morning|afternoon|evening|day)|dear \w+|thanks|thank "
    r"you"
    r"|one (?:more )?question|quick question|question|just wondering|before (?:that|i answer|we "
    r"go on)"
    r"|first|then)\b)*"
)
_REQUEST = re.compile(
    _LEAD
    + r"(?:(?:can|could|would|will|may|might|shall)\s+(?:you|u|i|we|ya)\s+(?:(?:please|kindly|pls"
    r"|just|also|maybe|possibly|help me(?: to)?|be so (?:kind|good)(?: as)? to|mind)\s+)*"
    r"(?:register\w*|regster|book"
    r"|sign|enter\w*|add\w*|chang\w+|make|put|note|save|set|updat\w+|record|log|use|mov\w+"
    r"|correct\w*"
    r"|remove|delete|drop|replace|cancel|fix|file|take(?! (?:my|our|along|with)\b)|help|submit"
    r"|have it|do it|skip)\b"
    r"|(?:would you mind|i(?:['\u2019]d| would) like|i want|how about|what about|is it possible to"
    r" (?:register|change|add|move)|(?:please|pls)\s+\w+)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    _LEAD
    + r"(?:(?:what|what['\u2019]?s|whats|why|how|who|who['\u2019]?s|which|whose|when|where|wat|y)\b"
    r"(?!\s*[:=-])(?!ever)"
    r"|(?:is|are|was|were|do|does|did|can|could|would|will|should|am|has|have|may|isn['\u2019]?t"
    r"|aren['\u2019]?t|don['\u2019]?t|doesn['\u2019]?t|won['\u2019]?t)\s+"
    r"(?:i|you|u|we|they|it|he|she|this|that|these|there|the|my|our|your|isos|international"
    r"|evacuation|dental|medical|quarantine|insurance|coverage|a|an|any|umb|someone|people)\b)",
    re.IGNORECASE,
)
_OPENS_QUESTION = re.compile(
    _LEAD + r"(?:is|are|was|were|do|does|did|can|could|would|should|am|has|have)\s+[^\W\d_]",
    re.IGNORECASE,
)
_ASKS_ABOUT = re.compile(_LEAD + r"(?:what|how) about\b", re.IGNORECASE)
_ASKS_FOR_COVER = re.compile(
    r"\b(?:cover\w*|insur\w*|evacuat\w*|benefits?|reimburs\w*|paid|pays?|safe|dangerous)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    _LEAD + r"(?:if|when|while|suppose|supposing|assuming|let['\u2019]?s say|say|in case)\b",
    re.IGNORECASE,
)
MOST_ANSWER_WORDS = 6


def blank_questions(text: str, *, is_free_text: bool, is_context: bool = False) -> tuple[str, bool]:
    """Return a message with its questions blanked, and whether it has one.

    A wish in the form of a question ("could you register my trip?") is none, and neither is a
    short answer with a question mark ("Nairobi?").

    Args:
        text: What somebody wrote.
        is_free_text: Whether free text was asked for: then every question mark makes a question.
        is_context: Whether what stands before a question for coverage belongs to it.
    """
    has_question = False
    parts: list[str] = []
    for match in _SENTENCE.finditer(text):
        sentence = match.group(0)
        if _is_question(sentence, is_free_text=is_free_text):
            has_question = True
            said = 0 if is_free_text else _statement_before(sentence, is_context=is_context)
            sentence = sentence[:said] + re.sub(r"\S", "\x00", sentence[said:])
        parts.append(sentence)
    return "".join(parts), has_question


def _is_question(sentence: str, *, is_free_text: bool) -> bool:
    has_mark = sentence.rstrip().endswith(("?", "\uff1f"))
    if _REQUEST.match(sentence):
        # "what about my trip to Cuba, am I covered there?"
        return bool(_ASKS_ABOUT.match(sentence) and _ASKS_FOR_COVER.search(sentence))
    is_of_cover = bool(_ASKS_FOR_COVER.search(sentence))
    if _ASKS.match(sentence) or (has_mark and is_of_cover):
        return True
    if (has_mark or is_of_cover) and _OPENS_QUESTION.match(sentence):
        return True
    return has_mark and (is_free_text or len(sentence.split()) > MOST_ANSWER_WORDS)


def _statement_before(sentence: str, *, is_context: bool) -> int:
    """Return where the question begins: "I fly to Seoul, how do I register that?"."""
    last = sentence.rfind(",")
    if is_context and _ASKS_FOR_COVER.search(sentence, last):
        return 0  # "my wife Ann Lee comes along, is she covered?"
    is_apart = last > 0 and bool(_ASKS.match(sentence, last + 1))
    return last if is_apart and not _SUPPOSES.match(sentence) and not _ASKS.match(sentence) else 0
