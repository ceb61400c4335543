"""Changes of the text of ``config.yaml`` that leave all else as it stands, comments too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from dstack_jupyter.model.errors import ConfigurationError

_Edit = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""


def document_of(text: str) -> dict[str, Any]:
    """The document that a text is; raises `ConfigurationError` where it holds no profiles and cannot."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"the file with the profiles is no YAML: {error}; mend it or move it away") from error
    if document is None:
        return {}
    if not isinstance(document, dict) or not isinstance(document.get("profiles") or {}, dict):
        raise ConfigurationError("the file with the profiles has no mapping 'profiles'; mend it or move it away")
    return document


def profiles_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a document."""
    return document.get("profiles") or {}


def with_entry(text: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text with an entry more, as the first."""
    document = document_of(text)
    wanted = {**document, "profiles": {name: dict(entry), **profiles_of(document)}}
    lines = text.splitlines()
    at = next((number for number, line in enumerate(lines) if line.split("#")[0].rstrip() == "profiles:"), None)
    if at is None:
        lines += ["profiles:"]
        at = len(lines) - 1
    added = _lines(name, entry, _indent(lines[at + 1 :]))
    return _checked("\n".join([*lines[: at + 1], *added, *lines[at + 1 :]]) + "\n", wanted)


def with_changed_entry(text: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text with another entry of that name, which is there."""
    document = document_of(text)
    wanted = {**document, "profiles": {**profiles_of(document), name: dict(entry)}}
    _, node = _entry_node(text, name)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        return _checked(_edited(text, [(node.start_mark.index, node.end_mark.index, json.dumps(dict(entry)))]), wanted)
    return _checked(_edited(text, list(_edits(text, node, profiles_of(document)[name], entry))), wanted)


def without_entry(text: str, name: str) -> str:
    """The text without the entry of that name, which is there."""
    document = document_of(text)
    wanted = {**document, "profiles": {key: value for key, value in profiles_of(document).items() if key != name}}
    key, node = _entry_node(text, name)
    return _checked(_edited(text, [_whole_lines(text, key, node)]), wanted)


def _checked(changed: str, wanted: dict[str, Any]) -> str:
    """The changed text; anew from `wanted`, without comments, where the text is written in an unusual way."""
    try:
        document = yaml.safe_load(changed) or {}
        is_as_wanted = {**document, "profiles": profiles_of(document)} == wanted
    except (yaml.YAMLError, TypeError, AttributeError):
        is_as_wanted = False
    return changed if is_as_wanted else str(yaml.safe_dump(wanted, sort_keys=False, allow_unicode=True))


def _entry_node(text: str, name: str) -> tuple[yaml.Node, yaml.Node]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    profiles = next(value for key, value in root.value if key.value == "profiles")
    return next((key, value) for key, value in profiles.value if key.value == name)


def _edits(text: str, node: yaml.MappingNode, old: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[_Edit]:
    """What has to be changed in an entry that stands on lines of its own."""
    for key, value in node.value:
        if key.value not in entry:
            yield _whole_lines(text, key, value)
        elif entry[key.value] != old[key.value]:
            space = " " * (text[value.start_mark.index - 1] == ":")
            yield value.start_mark.index, value.end_mark.index, space + json.dumps(entry[key.value])
    key, value = node.value[-1]
    indent, end = " " * key.start_mark.column, _line_end(text, _last(value).end_mark.index)
    added = "".join(f"\n{indent}{key}: {json.dumps(value)}" for key, value in entry.items() if key not in old)
    yield end, end, added


def _whole_lines(text: str, key: yaml.Node, value: yaml.Node) -> _Edit:
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    return start, min(_line_end(text, _last(value).end_mark.index) + 1, len(text)), ""


def _last(node: yaml.Node) -> yaml.Node:
    """The last thing that a node holds: a mapping on lines of its own ends where the next begins, behind comments."""
    while isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        node = node.value[-1][1]
    return node


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _edited(text: str, edits: list[_Edit]) -> str:
    # From the end on, so that what is changed moves nothing that is changed later; an addition goes before a removal.
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def _lines(name: str, entry: Mapping[str, Any], indent: str) -> list[str]:
    """JSON texts are YAML texts."""
    return [
        f"{indent}{json.dumps(name) if not name.isidentifier() else name}:",
        *(f"{indent * 2}{key}: {json.dumps(value)}" for key, value in entry.items()),
    ]


def _indent(following: list[str]) -> str:
    first = next((line for line in following if line.strip() and not line.lstrip().startswith("#")), "")
    return first[: len(first) - len(first.lstrip(" "))] or "  "
