"""Labels as texts: the names of fields in a file, and what people read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any


def text_of(label: Any) -> str:
    """A label as a text; the parts of a tuple are joined by ``_``, empty ones left out."""
    if isinstance(label, tuple):
        return "_".join(text for part in label if (text := text_of(part)))
    if isinstance(label, datetime) and label == label:  # NaT is a datetime that equals nothing
        return label.isoformat(sep=" ").removesuffix(" 00:00:00")
    text = label.isoformat() if type(label) is date else str(label)
    return text.encode("utf-8", "replace").decode()


def shown(label: Any) -> str:
    """A label as a heading: ``gdp / 2007`` for a tuple, nothing for None."""
    if isinstance(label, tuple):
        return " / ".join(text for part in label if (text := text_of(part)))
    return "" if label is None else text_of(label)


def unique_texts(labels: Iterable[Any]) -> list[str]:
    """The texts of labels, in order, each made unique by a number where it is not."""
    return Names().of(labels)


class Names:
    """Names that were given, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def of(self, labels: Iterable[Any]) -> list[str]:
        """A name for each label: its text where nobody has it; texts that occur once keep them."""
        texts = [text_of(label) or "unnamed" for label in labels]
        free = {text for text in texts if text not in self._taken}
        self._taken |= free
        return [self._give(text, free) for text in texts]

    def _give(self, text: str, free: set[str]) -> str:
        if text in free:
            free.discard(text)
            return text
        number = self._numbers.get(text, 1) + 1
        while f"{text}_{number}" in self._taken:
            number += 1
        self._numbers[text] = number
        self._taken.add(f"{text}_{number}")
        return f"{text}_{number}"
