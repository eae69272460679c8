"""YAML as plain data that remembers the line of every member, for errors that name it."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]


class YamlUnreadable(ValueError):
    """Not YAML; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def load_with_lines(text: str) -> tuple[Any, dict[Path, int]]:
    """Return the data and the line of each path in it. Raises `YamlUnreadable`.

    A key that stands twice is refused: the second would silently replace the first.
    """
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: dict[Path, int] = {}
        _walk(node, (), lines)
        return loader.construct_document(node), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = str(getattr(error, "problem", None) or error)
        raise YamlUnreadable(mark.line + 1 if mark else 1, message) from None
    finally:
        loader.dispose()


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            member = (*path, str(key.value))
            if member in lines:
                raise YamlUnreadable(key.start_mark.line + 1, f"{key.value} stands here twice")
            _walk(value, member, lines)
            lines[member] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines)
