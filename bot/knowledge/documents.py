"""Documents to passages: Markdown, plain text, HTML, PDF and Word in the folder ``documents/``.

A passage is one paragraph or one list under its heading, in the document's own words.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import yaml

from bot.errors import DocumentError

BlockKind = Literal["heading", "paragraph", "item"]
# A line of a plain text this short, without a full stop, is taken for a heading.
LONGEST_HEADING = 120


@dataclass(frozen=True)
class Block:
    """A piece of a document as it was read: a heading, a paragraph or an item of a list."""

    kind: BlockKind
    text: str


@dataclass(frozen=True)
class Passage:
    """A paragraph or list of a document, under its heading.

    Attributes:
        id: Stable name: the document's file name, the heading, and a number from the second
            passage under a heading on.
        document: File name of the document.
        document_title: Title of the document, as its source is named to the user.
        heading: The heading it stands under.
        text: The document's own words; the items of a list are lines that begin with ``- ``.
        date: When the document was copied or written.
        checksum: First 16 digits of the SHA-256 of the text.
    """

    id: str
    document: str
    document_title: str
    heading: str
    text: str
    date: datetime.date
    checksum: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        object.__setattr__(self, "checksum", digest)

    @property
    def question(self) -> str | None:
        """The heading, if it is a question."""
        return self.heading if self.heading.endswith("?") else None


def read_documents(folder: Path) -> list[Passage]:
    """Read every document of a folder (not of its subfolders).

    Args:
        folder: Holds ``*.md``, ``*.txt``, ``*.html``, ``*.pdf`` and ``*.docx``.

    Returns:
        The passages in the order of the file names and of the text.

    Raises:
        DocumentError: The folder holds no document, or one cannot be read; the message names it.
    """
    passages: list[Passage] = []
    paths = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in _READERS]
    by_stem: dict[str, Path] = {}
    for path in paths:
        other = by_stem.setdefault(path.stem, path)
        if other != path:  # their passages would have the same ids
            raise DocumentError(
                f"The documents {other.name} and {path.name} have the same name. Rename one of "
                "them, or remove the one that is out of date."
            )
        passages.extend(read_document(path))
    if not passages:
        raise DocumentError(
            f"No document in {folder}: put a .md, .txt, .html, .pdf or .docx there."
        )
    return passages


def read_document(path: Path) -> list[Passage]:
    """Read one document; see `read_documents`."""
    read_blocks = _READERS[path.suffix.lower()]
    try:
        front_matter, blocks = read_blocks(path)
    except Exception as error:  # each library has errors of its own
        raise DocumentError(
            f"The document {path.name} cannot be read ({type(error).__name__}: {error}). "
            "Save it again, or convert it to text."
        ) from error
    title = str(front_matter.get("title") or path.stem.replace("-", " ").replace("_", " "))
    written = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.timezone.utc)
    date = front_matter.get("copied")
    passages = list(
        _passages(
            blocks,
            document=path.name,
            document_title=title,
            date=date if isinstance(date, datetime.date) else written.date(),
        )
    )
    if not passages:
        raise DocumentError(
            f"The document {path.name} has no text, perhaps because it was scanned. "
            "Save it with its text, or remove it."
        )
    return passages


def _passages(
    blocks: Iterable[Block], *, document: str, document_title: str, date: datetime.date
) -> Iterator[Passage]:
    heading = document_title
    used: set[str] = set()
    for kind, text in _join_items(blocks):
        if kind == "heading":
            heading = text
            continue
        name = passage_id = f"{Path(document).stem}#{_slug(heading)}"
        number = 1
        while passage_id in used:
            number += 1
            passage_id = f"{name}-{number}"
        used.add(passage_id)
        yield Passage(
            id=passage_id,
            document=document,
            document_title=document_title,
            heading=heading,
            text=text,
            date=date,
        )


def _join_items(blocks: Iterable[Block]) -> Iterator[tuple[BlockKind, str]]:
    """Make one text of the items of a list."""
    items: list[str] = []
    for block in blocks:
        text = " ".join(block.text.split())
        if not text:
            continue
        if block.kind == "item":
            items.append(f"- {text}")
            continue
        if items:
            yield "paragraph", "\n".join(items)
            items = []
        yield block.kind, text
    if items:
        yield "paragraph", "\n".join(items)


def _slug(heading: str) -> str:
    without_apostrophes = re.sub(r"['\u2019]", "", heading.lower())
    return re.sub(r"[^a-z0-9]+", "-", without_apostrophes).strip("-")


def _read_markdown(path: Path) -> tuple[dict[str, object], Iterable[Block]]:
    from markdown_it import MarkdownIt

    text = path.read_text(encoding="utf-8-sig")
    front_matter: dict[str, object] = {}
    match = re.match(r"---\n(.*?)\n---\n", text, flags=re.DOTALL)
    if match:
        front_matter = yaml.safe_load(match.group(1)) or {}
        if not isinstance(front_matter, dict):
            raise ValueError("what stands between the --- lines is not a list of names and values")
        text = text[match.end() :]
    tokens = MarkdownIt().parse(text)
    kinds: dict[str, BlockKind] = {"heading_open": "heading", "list_item_open": "item"}
    blocks = []
    kind: BlockKind = "paragraph"
    for token in tokens:
        if token.type in kinds:
            kind = kinds[token.type]
        elif token.type == "inline":
            blocks.append(Block(kind, token.content))
        elif token.type in ("heading_close", "list_item_close"):
            kind = "paragraph"
    return front_matter, blocks


def _read_text(path: Path) -> tuple[dict[str, object], Iterable[Block]]:
    return {}, _blocks_of_plain_text(path.read_text(encoding="utf-8-sig"))


def _blocks_of_plain_text(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        items = [re.match(r"[•*-]\s+(.*)", line) for line in lines]
        if lines and all(items):
            yield from (Block("item", item.group(1)) for item in items if item)
        else:
            joined = " ".join(lines)
            is_heading = len(joined) <= LONGEST_HEADING and not joined.endswith(
                (".", ":", ";", ",")
            )
            yield Block("heading" if is_heading else "paragraph", joined)


def _read_html(path: Path) -> tuple[dict[str, object], Iterable[Block]]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(path.read_text(encoding="utf-8-sig"), "html.parser")
    for tag in page(["script", "style", "nav", "header", "footer", "form"]):
        tag.decompose()
    title = {"title": page.title.get_text(strip=True)} if page.title else {}
    kinds: dict[str, BlockKind] = {"li": "item", "p": "paragraph"}
    blocks = []
    for tag in page.find_all(["h1", "h2", "h3", "h4", "p", "li"]):
        if tag.name == "p" and tag.find_parent("li"):
            continue
        blocks.append(Block(kinds.get(tag.name, "heading"), tag.get_text(" ", strip=True)))
    return dict(title), blocks


def _read_pdf(path: Path) -> tuple[dict[str, object], Iterable[Block]]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    title = reader.metadata.title if reader.metadata else None
    text = "\n\n".join(page.extract_text() for page in reader.pages)
    return ({"title": title} if title else {}), _blocks_of_plain_text(text)


def _read_word(path: Path) -> tuple[dict[str, object], Iterable[Block]]:
    from docx import Document

    document = Document(str(path))
    title = document.core_properties.title
    blocks = []
    for paragraph in document.paragraphs:
        style = (paragraph.style.name or "") if paragraph.style else ""
        kind: BlockKind = "paragraph"
        if style.startswith(("Heading", "Title")):
            kind = "heading"
        elif style.startswith("List"):
            kind = "item"
        blocks.append(Block(kind, paragraph.text))
    return ({"title": title} if title else {}), blocks


_READERS: dict[str, Callable[[Path], tuple[dict[str, object], Iterable[Block]]]] = {
    ".md": _read_markdown,
    ".txt": _read_text,
    ".html": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_word,
}
