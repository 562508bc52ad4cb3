"""Composing a reply: the short answer, its conditions, the document's own words, the source."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.library import Library

PASSAGE_INTENT = "ask_document"


@dataclass(frozen=True)
class Choice:
    """What the user can ask or begin with one tap.

    Attributes:
        title: What the button says.
        payload: What the button sends.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """What is said to the user.

    Attributes:
        text: Markdown: bold, lists, links, ``> `` quotes and a ``Source: `` line.
        choices: What can be done about it, and the questions that usually follow.
    """

    text: str
    choices: tuple[Choice, ...]


def compose_answer(library: Library, topic: str) -> Reply:
    """Compose the reply to a topic.

    Args:
        library: What the assistant knows.
        topic: A topic of ``answers.yml``, or the id of a passage.

    Raises:
        KeyError: There is neither an answer nor a passage of that name.
    """
    if topic not in library.answers:
        return Reply(compose_passage(library, topic), ())
    answer = library.answers[topic]
    paragraphs = [library.spoken(answer.answer).strip()]
    figures = answer.figures(library.figures)
    if figures:
        conditions = "; ".join(f"{figure.spoken} ({figure.condition})" for figure in figures)
        paragraphs.append(f"_Conditions: {conditions}._")
    places = library.quotes[topic]
    words = dict.fromkeys(library.shown(place.sentences) for place in places)
    paragraphs.append("\n".join(f"> {sentence}" for sentence in words))
    headings = dict.fromkeys(f"“{place.passage.heading}”" for place in places)
    paragraphs.append(f"Source: {places[0].passage.document_title}, {', '.join(headings)}")
    # A topic whose answer is out of use, since its document has changed, is not offered.
    follow_ups = [follow_up for follow_up in answer.next if follow_up in library.answers]
    choices = [choice(library, follow_up) for follow_up in follow_ups]
    if answer.offer:
        choices.insert(0, Choice(answer.offer.title, f"/{answer.offer.task}"))
    return Reply("\n\n".join(paragraphs), tuple(choices))


def compose_passage(library: Library, passage_id: str) -> str:
    """Quote all that stands under the heading of a passage, with its source."""
    passage = library.passages[passage_id]
    texts = [
        library.shown(other.text)
        for other in library.passages.values()
        if (other.document, other.heading) == (passage.document, passage.heading)
    ]
    quoted = "\n".join(f"> {line}" for text in texts for line in text.splitlines())
    return f"{quoted}\n\nSource: {passage.document_title}, “{passage.heading}”"


def choice(library: Library, topic: str) -> Choice:
    """Return the button that asks about a topic or a passage."""
    if topic in library.answers:
        return Choice(library.title(topic), f"/ask_{topic}")
    return Choice(library.title(topic), f'/{PASSAGE_INTENT}{{"passage": "{topic}"}}')
