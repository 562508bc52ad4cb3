"""E-mail addresses within texts."""

from __future__ import annotations

import re


def names_address(text: str, address: str) -> bool:
    """Tell whether a text holds an address, in any case, and not only as part of a longer one."""
    whole = rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)"
    return re.search(whole, text, re.IGNORECASE) is not None
