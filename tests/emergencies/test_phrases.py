"""Phrases: what they match, in scripts of all kinds, and that no text makes them slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.emergencies.phrases import Cry, Phrases, fold, load_phrases
from bot.emergencies.said import Said, load_said

LONGEST_TEXT = 10_000
MOST_SECONDS = 3.0  # of the processor; less than the third of one is usual


def phrases(*medical: str, unless: tuple[str, ...] = (), language: str = "en") -> Phrases:
    """Return the phrases of a language that has only these."""
    said = Said(phrases={"medical": medical}, unless=unless, emergencies={}, others=())
    return Phrases({language: said})


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", "  "),
        (" ?! ", "  "),
        ("HELP!!! He's  down...", " help hes down "),
        # Whatever is typed for an apostrophe.
        ("can't can’t can‘t can`t can´t canʼt", " cant cant cant cant cant cant "),
        ("co-worker (bleeding)", " co worker bleeding "),
        ("help\nnow\tplease_hurry", " help now please hurry "),
        ("¡No respira!", " no respira "),
        ("Não está à respirar", " nao esta a respirar "),
        ("BLESSÉ, l'hôpital", " blesse lhopital "),
        ("Straße", " strasse "),
        # An accent that is a character of its own.
        ("e\u0301cole", " ecole "),
        ("Задыхается, её нет", " задыхается ее нет "),
        # Marks that are letters of their own stay: without them it is another word.
        ("वह बेहोश है", " वह बेहोश है "),
        ("인질로 잡혔어요", " 인질로 잡혔어요 "),
        ("がけから落ちた。", " がけから落ちた "),
        # As they come from old phones, and from full keyboards.
        ("ﾀｽｹﾃ", " タスケテ "),
        ("ＨＥＬＰ　ＭＥ", " help me "),
        ("help 🆘🚑 now", " help now "),
    ],
)
def test_a_text_is_folded_to_its_words_in_any_script(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text", ["I can't BREATHE!", "ＨＥＬＰ", "Não", "वह बेहोश है", "がけから", "Straße"]
)
def test_what_is_folded_stays_so_when_it_is_folded_again(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("not breathing", "he is NOT breathing", True),
        ("not breathing", "not... breathing?!", True),
        # Whole words only, side by side and in their order.
        ("not breathing", "knot breathing", False),
        ("not breathing", "not breathings", False),
        ("not breathing", "not even breathing", False),
        ("not breathing", "breathing not", False),
        # One of several words, of one or more words each.
        ("(no|not|isn't) breathing", "she isn’t breathing", True),
        ("(no|not|isn't) breathing", "she is breathing", False),
        ("(my son|a friend of mine) fell", "a friend of mine fell", True),
        ("(my son|a friend of mine) fell", "a friend fell", False),
        # Or none.
        ("is (now|) unconscious", "is unconscious", True),
        ("is (now|) unconscious", "is now unconscious", True),
        ("is (now|) unconscious", "is not unconscious", False),
        ("(un|)conscious", "conscious", True),
        ("(un|)conscious", "unconscious", True),
        ("(un|)conscious", "subconscious", False),
        ("sang(re|ue|)", "sangue", True),
        ("sang(re|ue|)", "sangria", False),
        # Any ending.
        ("kidnap*", "kidnap", True),
        ("kidnap*", "kidnappers", True),
        ("kidnap*", "unkidnapped", False),
        # Any beginning.
        ("*(nap|napper) took her", "kidnapper took her", True),
        ("*(nap|napper) took her", "the kidnappers took her", False),
        ("(bleed*|hurt) now", "bleeding now", True),
        ("(bleed*|hurt) now", "hurting now", False),
        # Up to five words in between.
        ("fell ... cliff", "fell cliff", True),
        ("fell ... cliff", "fell from the top of the cliff", True),
        ("fell ... cliff", "fell from the very top of the cliff", False),
        ("fell ... (cliff|roof)", "fell off the roof", True),
        ("(he has|my ... has) fallen", "he has fallen", True),
        ("(he has|my ... has) fallen", "my best friend has fallen", True),
        (
            "(he has|my ... has) fallen",
            "my best friend from the year before last has fallen",
            False,
        ),
        # Brackets of a regular expression, and its other signs, are only signs.
        ("u.s. passport", "uxs passport", False),
        ("c++ passport", "ccc passport", False),
    ],
)
def test_a_phrase_is_found_in_its_forms_and_in_no_other(
    phrase: str, text: str, is_found: bool
) -> None:
    assert (phrases(phrase).find(text) is not None) is is_found


@pytest.mark.parametrize(
    ("phrase", "language", "text", "is_found"),
    [
        ("没有呼吸", "zh", "我朋友没有呼吸了！", True),
        ("没有呼吸", "zh", "没有 呼吸", True),
        ("没有呼吸", "zh", "没有了呼吸", False),
        ("(没有|沒有)呼吸", "zh", "他沒有呼吸", True),
        ("被 ... 打", "zh", "我被几个陌生人打", True),
        ("被 ... 打", "zh", "被" + "人" * 12 + "打", True),
        ("被 ... 打", "zh", "被" + "人" * 13 + "打", False),
        ("意識が(ない|ありません)", "ja", "友人の意識がないんです", True),
        ("意識が(ない|ありません)", "ja", "意識がある", False),
        ("タスケテ", "ja", "ﾀｽｹﾃ!!", True),
        # Where words are divided by spaces, a phrase is no part of another word.
        ("बेहोश", "hi", "वह बेहोश है", True),
        ("बेहोश", "hi", "बेहोशी", False),
        ("बेहोश*", "hi", "बेहोशी", True),
        # The vowel signs tell words apart: to be, and that.
        ("है", "hi", "हो", False),
        ("잡혔*", "ko", "인질로 잡혔어요", True),
        ("не дышит", "ru", "Он НЕ ДЫШИТ!!", True),
        ("لا يتنفس", "ar", "صديقي لا يتنفس!", True),
    ],
)
def test_a_phrase_is_found_in_languages_with_spaces_and_without(
    phrase: str, language: str, text: str, is_found: bool
) -> None:
    cry = phrases(phrase, language=language).find(text)
    assert cry == (Cry("medical", language, True) if is_found else None)


@pytest.mark.parametrize(
    ("text", "is_certain"),
    [
        ("he is not breathing", True),
        ("what if he is not breathing", False),
        ("he is not breathing. What IF?", False),
        ("he is not breathing, what will happen if", True),
    ],
)
def test_what_stands_beside_a_phrase_can_make_it_uncertain(text: str, is_certain: bool) -> None:
    cry = phrases("not breathing", unless=("what if", "no emergency")).find(text)
    assert cry == Cry("medical", "en", is_certain)


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("what if he is not breathing", True),
        ("what if I lose my card", True),
        ("esto es un simulacro", True),
        ("这只是演习", True),
        ("he is not breathing", False),
        ("", False),
    ],
)
def test_a_text_may_say_of_itself_that_it_is_no_emergency(text: str, doubts: bool) -> None:
    def said(unless: str) -> Said:
        return Said(phrases={}, unless=(unless,), emergencies={}, others=())

    known = {"en": said("what if"), "es": said("es un simulacro"), "zh": said("演习")}
    assert Phrases(known).doubts(text) is doubts


def test_a_certain_phrase_goes_before_a_longer_one_that_is_not_certain() -> None:
    english = Said(
        phrases={"assault": ("i have been robbed of everything",)},
        unless=("last year",),
        emergencies={},
        others=(),
    )
    spanish = Said(phrases={"medical": ("no respira",)}, unless=(), emergencies={}, others=())
    both = Phrases({"en": english, "es": spanish})
    text = "i have been robbed of everything last year, no respira"
    assert both.find(text) == Cry("medical", "es", True)
    assert both.find("i have been robbed of everything, no respira") == Cry("assault", "en", True)


def test_the_longest_of_several_phrases_says_the_kind() -> None:
    said = Said(
        phrases={"accident": ("car crash",), "medical": ("trapped and not breathing",)},
        unless=(),
        emergencies={},
        others=(),
    )
    cry = Phrases({"en": said}).find("car crash, she is trapped and not breathing")
    assert cry == Cry("medical", "en", True)


def test_without_phrases_nothing_is_found() -> None:
    assert phrases().find("help, not breathing") is None
    assert phrases("help").find("") is None


def _pieces() -> list[str]:
    """Return the words that phrases are made of, which get a search furthest."""
    signs = str.maketrans("()|*.", "     ")
    return sorted(
        {
            word
            for said in load_said().values()
            for texts in (*said.phrases.values(), said.unless)
            for phrase in texts
            for word in phrase.translate(signs).split()
        }
    )


texts = st.text(min_size=1, max_size=200)
near_misses = st.builds(
    lambda joint, words: joint.join(words),
    st.sampled_from([" ", "", ", ", "\n"]),
    st.lists(st.sampled_from(_pieces()), min_size=1, max_size=20),
)


@given(texts | near_misses)
def test_no_text_makes_the_search_fail(text: str) -> None:
    cry = load_phrases().find(text)
    assert cry is None or cry.language in load_said()


@given(texts | near_misses)
@settings(max_examples=40)
def test_the_longest_text_is_searched_in_no_time(text: str) -> None:
    long_text = (text * LONGEST_TEXT)[:LONGEST_TEXT]
    load_phrases()
    started = time.process_time()
    load_phrases().find(long_text)
    assert time.process_time() - started < MOST_SECONDS


@pytest.mark.parametrize("word", ["kidnap", "被", "(", "a", "not ", "我", "\u0301", "🆘", "  "])
def test_one_word_again_and_again_is_searched_in_no_time(word: str) -> None:
    load_phrases()
    started = time.process_time()
    load_phrases().find((word * LONGEST_TEXT)[:LONGEST_TEXT])
    assert time.process_time() - started < MOST_SECONDS
