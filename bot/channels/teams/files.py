"""Files: Teams lets an assistant put one into somebody's OneDrive, when they agree. Pure."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.channels.reply import File

CONSENT_TYPE = "application/vnd.microsoft.teams.card.file.consent"
INFO_TYPE = "application/vnd.microsoft.teams.card.file.info"
CONSENT_INVOKE = "fileConsent/invoke"
STORAGE_DOMAIN = ".sharepoint.com"
MOST_OFFERS = 200
EXPIRED_TEXT = "I do not have this file any more. Please ask me for it again."
NOT_OFFERED_TEXT = "Teams does not let me hand over {name} here."
STORED_TEXT = "{name} is in your OneDrive now."
NOT_STORED_TEXT = "I could not store the file in your OneDrive. Please ask me for it again."
PERSONAL_ONLY_TEXT = (
    "_I can hand over {names} only in a chat with me alone: open one, and ask me there._"
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Accepted:
    """A file that somebody wants.

    Attributes:
        file: The file.
        upload_url: Where Teams has made room for it.
        info: The activity that shows it when it is there.
    """

    file: File
    upload_url: str
    info: Json


class Offers:
    """Files that were offered, in the memory of this process; the oldest are forgotten first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._files: OrderedDict[tuple[str, str], File] = OrderedDict()

    def offer(self, conversation: str, file: File) -> Json:
        """Keep a file, and return the activity that offers it.

        Args:
            conversation: The only one in which it can be accepted.
            file: What is offered.
        """
        number = secrets.token_urlsafe(16)
        self._files[conversation, number] = file
        if len(self._files) > MOST_OFFERS:
            self._files.popitem(last=False)
        content = {
            "description": "I can put this file into your OneDrive.",
            "sizeInBytes": len(file.content.encode()),
            "acceptContext": {"offer": number},
            "declineContext": {"offer": number},
        }
        return {"attachments": [_attachment(CONSENT_TYPE, file.name, content)]}

    def accepted(self, conversation: str, value: Json) -> Accepted | None:
        """Return the file that was accepted; None where it is not there any more.

        Args:
            conversation: Where.
            value: What came with the invoke.
        """
        match value:
            case {
                "context": {"offer": str(number)},
                "uploadInfo": {"uploadUrl": str(upload_url), **info},
            } if is_storage_url(upload_url):
                file = self._files.pop((conversation, number), None)
            case _:
                return None
        if file is None:
            return None
        content = {"uniqueId": info.get("uniqueId"), "fileType": info.get("fileType")}
        attachment = _attachment(INFO_TYPE, str(info.get("name") or file.name), content)
        attachment["contentUrl"] = info.get("contentUrl")
        return Accepted(file, upload_url, {"attachments": [attachment]})


def is_storage_url(url: str) -> bool:
    """Tell whether an address is one of Microsoft's storage, where a file may be sent."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_plain = port is None and "@" not in parts.netloc and "\\" not in url
    return parts.scheme == "https" and is_plain and host.endswith(STORAGE_DOMAIN)


def _attachment(content_type: str, name: str, content: Json) -> Json:
    return {"contentType": content_type, "name": name, "content": content}
