"""YAML text becomes plain values with their lines; nothing in a file can run code.

The parser's events are read directly: no constructor of the YAML library is ever called, so a tag
has nothing to call either. Plain scalars are resolved by the core schema of YAML 1.2.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from simulation.scenario.problems import Place, Problem, ScenarioProblemsError, shortened
from simulation.scenario.tree import Keys, Node, Scalar

LARGEST_FILE = 200_000
"""Bytes; thousands of firms fit, and what fits is read in seconds (assumption)."""
DEEPEST = 20
"""Levels of nesting; a scenario needs five."""
LONGEST_NUMBER = 300
"""Characters; beyond it a run of digits is text."""


def _based(text: str) -> int:
    return int(text, base=0)


def _not_finite(text: str) -> float:
    return float(text.replace(".", ""))


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), _based),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), _not_finite),
)
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_STANDARD_TAG = "tag:yaml.org,2002:"
_ADVICE = {
    "mapping values are not allowed": " Put text that holds a colon in quotation marks.",
    "'\\t'": " Indent with spaces.",
}


def plain_scalar(text: str) -> Scalar:
    """Return what an unquoted scalar means in YAML 1.2 (core schema): `no` and `NO` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    for pattern, number in _NUMBERS:
        if pattern.fullmatch(text):
            return number(text)
    return text


def read_tree(path: Path, shown_as: str, needs: str) -> tuple[Node, list[Problem]]:
    """Return a file's content and the mistakes that leave the rest of it readable.

    Parameters
    ----------
    path : Path
        The file.
    shown_as : str
        Its name in messages.
    needs : str
        What a file of its kind cannot do without, in words; said of an empty one.

    Raises
    ------
    ScenarioProblemsError
        If there is no such file, or it is not one mapping of plain values in UTF-8 YAML.
    """
    text = _text_of(path, Place(shown_as))
    reader = _Reader(shown_as, text)
    root = reader.document()
    if reader.fatal:
        raise ScenarioProblemsError(reader.fatal)
    if root is None or root.value is None:
        sentence = f"The file is empty; {needs}."
        raise ScenarioProblemsError([Problem(Place(shown_as), (), sentence)])
    if not isinstance(root.value, dict):
        sentence = f"The file must be a mapping (key: value, line by line). Got {root.shown()}."
        raise ScenarioProblemsError([Problem(root.place, (), sentence)])
    return root, reader.mild


def _text_of(path: Path, place: Place) -> str:
    if path.is_dir():
        sentence = "This is a folder; name a file in it, or a scenario by its name."
        raise ScenarioProblemsError([Problem(place, (), sentence)])
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        sentence = "There is no such file."
        raise ScenarioProblemsError([Problem(place, (), sentence)]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        sentence = f"The file cannot be read: {reason}."
        raise ScenarioProblemsError([Problem(place, (), sentence)]) from error
    if len(content) > LARGEST_FILE:
        sentence = f"The file is larger than {LARGEST_FILE} bytes; a scenario file is not."
        raise ScenarioProblemsError([Problem(place, (), sentence)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = f"0x{content[error.start]:02x}"
        sentence = f"The file must be UTF-8 text. Got the byte {got}; save it as UTF-8."
        raise ScenarioProblemsError([Problem(Place(place.file, line), (), sentence)]) from error


class _StopReadingError(Exception):
    """The rest of the file cannot be read."""


@dataclass
class _Reader:
    """One pass over the events of one file."""

    file: str
    text: str
    fatal: list[Problem] = field(default_factory=list)
    mild: list[Problem] = field(default_factory=list)

    def document(self) -> Node | None:
        """Return the only document of the file; None if it has none or cannot be read."""
        events: Iterator[Any] = iter(())
        try:
            events = iter(YAML(typ="safe", pure=True).parse(self.text))
            return self._only_document(events)
        except _StopReadingError:
            return None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = error.problem or error.context or "it cannot be parsed"
            advice = next((more for words, more in _ADVICE.items() if words in said), "")
            self._refuse(mark.line + 1 if mark else None, f"This is not YAML: {said}.{advice}")
        except YAMLError as error:
            position = getattr(error, "position", None)
            line = None if position is None else self.text.count("\n", 0, position) + 1
            character = getattr(error, "character", None)
            code = ord(character) if isinstance(character, str) else character
            what = "a character" if code is None else f"the character U+{code:04X}"
            self._refuse(line, f"This is not YAML: it holds {what}, which YAML does not allow.")
        except (ValueError, IndexError, OverflowError, AttributeError, TypeError, AssertionError):
            # the parser's own slips on malformed input (escapes beyond Unicode, half a directive)
            self._refuse(None, "This is not YAML: the parser cannot make sense of it.")
        return None

    def _only_document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        n_documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                n_documents += 1
                if event.version or event.tags:
                    self._refuse(1, "Directives (%YAML, %TAG) are not used in scenario files.")
                    raise _StopReadingError
                if n_documents > 1:
                    line = event.start_mark.line + 1
                    self._refuse(line, "The file holds a second document (---); one is allowed.")
                    raise _StopReadingError
                root = self._node(next(events), events, (), None)
        return root

    def _node(self, event: Any, events: Iterator[Any], keys: Keys, key_line: int | None) -> Node:
        line = event.start_mark.line + 1
        place = Place(self.file, key_line or line)
        if len(keys) > DEEPEST:
            self._refuse(
                line, f"The file is nested deeper than {DEEPEST} levels; a scenario is not."
            )
            raise _StopReadingError
        kind = type(event).__name__
        if getattr(event, "tag", None) is not None:
            tag = shortened(str(event.tag).replace(_STANDARD_TAG, "!!"))
            self._refuse(
                line, f"The tag {tag} is refused: a scenario holds plain values and runs no code."
            )
        if getattr(event, "anchor", None) is not None:
            sentence = "Anchors and aliases (& and *) are not used in scenario files; "
            self._refuse(line, sentence + "write the value out, or extend a file that holds it.")
            raise _StopReadingError
        if kind == "MappingStartEvent":
            return Node(self._mapping(events, keys), place)
        if kind == "SequenceStartEvent":
            return Node(self._sequence(events, keys), place)
        if kind == "ScalarEvent":
            is_plain = event.implicit[0]
            text = self._text(event.value, line)
            return Node(plain_scalar(text) if is_plain else text, place, text)
        return Node(None, place)

    def _text(self, written: str, line: int) -> str:
        """Return text with the pairs of escapes joined that JSON uses for rare characters."""
        if not _HALF_CHARACTER.search(written):
            return written
        try:
            return written.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._refuse(line, "An escape (\\ud800 to \\udfff) is half a character.")
            return ""

    def _sequence(self, events: Iterator[Any], keys: Keys) -> list[Node]:
        items: list[Node] = []
        while type(event := next(events)).__name__ != "SequenceEndEvent":
            items.append(self._node(event, events, (*keys, len(items)), None))
        return items

    def _mapping(self, events: Iterator[Any], keys: Keys) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            line = event.start_mark.line + 1
            key = self._node(event, events, (*keys, "?"), None)
            value = self._node(next(events), events, (*keys, key.text), line)
            if isinstance(key.value, dict | list):
                self._refuse(line, f"A key must be text. Got {key.shown()}.")
            elif not key.text:
                self._refuse(line, "A key must not be empty.")
            elif key.text in entries:
                first = entries[key.text].place.line
                self.mild.append(
                    Problem(
                        Place(self.file, line),
                        (*keys, key.text),
                        f"is written twice: first in line {first}, again in line {line}. "
                        "A key may stand once; the first is kept while the rest is checked.",
                    )
                )
            else:
                entries[key.text] = value
        return entries

    def _refuse(self, line: int | None, sentence: str) -> None:
        self.fatal.append(Problem(Place(self.file, line), (), sentence))
