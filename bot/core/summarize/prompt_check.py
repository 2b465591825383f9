"""Checks a prompt file that somebody else wrote: every fault with file, line and fix."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from jinja2 import TemplateError, TemplateSyntaxError, nodes

from bot.core.errors import PromptError
from bot.core.summarize.prompt_file import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from bot.core.summarize.prompt_file import PromptFile

_ABOUT = {"title": "A title", "author": "Somebody", "source": "A paper", "published": "2026-01-31"}
_TASK = {"language": "English", "points": "3 to 8 points"}
BLOCKS: dict[str, dict[str, dict[str, object]]] = {
    "summarize": {
        "system": {"language": "English", "one_line": "x", "label": "x", "fact": "x"},
        "user": {**_ABOUT, **_TASK, "passages": "[1] A sentence.", "part": 1, "parts": 2},
    },
    "merge": {"user": {**_ABOUT, **_TASK, "notes": "[1] Label: a fact."}},
    "repair": {"user": {"faults": ["key_points[0]: a fault"]}},
}
"""The blocks of each prompt, and for each block the variables it may use with a value to try."""

_KEYS = {"summarize": {"name", "description", "languages", "limits"}}
_PLAIN_KEYS = {"name", "description"}
_LIMITS = {"one_line", "label", "fact"}
_RENDERING = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


def known_name(path: Path) -> str:
    """The prompt that a file of this name is.

    Raises:
        PromptError: there is no such prompt.
    """
    if path.suffix == ".md" and path.stem in NAMES:
        return path.stem
    near = get_close_matches(path.stem, NAMES, n=1)
    hint = f"did you mean {near[0]}.md" if near else f"the prompts are {', '.join(NAMES)} (.md)"
    raise PromptError(f"{path}: no prompt of this name; {hint}")


def check_prompt(file: PromptFile, name: str) -> None:
    """Check `file` from first to last line and render it once.

    Raises:
        PromptError: with the first fault.
    """
    _check_head(file)
    _check_meta(file, name)
    _check_body(file, BLOCKS[name])
    for block, values in BLOCKS[name].items():
        _try(file, block, values)


def _check_head(file: PromptFile) -> None:
    if file.text.startswith("\ufeff"):
        _fail(file, 1, "begins with a byte order mark", "save the file as UTF-8 without one")
    if not file.text.startswith("---\n"):
        _fail(file, 1, "no front matter", "begin the file with a line of three dashes")
    if not file.head_lines:
        _fail(file, 1, "the front matter is not closed", "end it with a line of three dashes")
    try:
        file.meta  # noqa: B018 - reading it is the check
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        _fail(file, mark.line + 1 if mark else 1, problem, "write it as `key: value`")


def _check_meta(file: PromptFile, name: str) -> None:
    keys = _KEYS.get(name, _PLAIN_KEYS)
    for key in file.meta:
        if key not in keys:
            _fail(file, _line_of(file, str(key)), f"unknown key `{key}`", _near(str(key), keys))
    for key in sorted(keys - file.meta.keys()):
        _fail(file, 1, f"the key `{key}` is missing", "add it to the front matter")
    if file.meta["name"] != name:
        _fail(file, _line_of(file, "name"), "name and file name differ", f"write `name: {name}`")
    if name == "summarize":
        _check_limits(file)


def _check_limits(file: PromptFile) -> None:
    line, fix = _line_of(file, "languages"), 'write each as `code: name`, a code like no as `"no"`'
    if not _is_words(file.meta["languages"]):
        _fail(file, line, "`languages` is no table of words", fix)
    line, limits = _line_of(file, "limits"), file.meta["limits"]
    if not isinstance(limits, dict) or limits.keys() != _LIMITS:
        _fail(file, line, "`limits` is incomplete", f"give it exactly {', '.join(sorted(_LIMITS))}")
    for key, lengths in limits.items():
        if not _is_words(lengths) or "other" not in lengths:
            fix = "give a length in words for `other`, and for languages that differ"
            _fail(file, _line_of(file, key), f"`{key}` is no table of lengths", fix)


def _check_body(file: PromptFile, blocks: Mapping[str, Mapping[str, object]]) -> None:
    tree = _parsed(file)
    for node in tree.body:
        _check_inside_block(file, node)
    found = {node.name: node for node in tree.find_all(nodes.Block)}
    for name in blocks:
        if name not in found:
            fix = f"add {{% block {name} %}} … {{% endblock %}}"
            _fail(file, file.head_lines + 1, f"the block `{name}` is missing", fix)
    for name, block in found.items():
        if name not in blocks:
            _fail(file, block.lineno, f"unknown block `{name}`", _near(name, blocks))
        _check_names(file, block, blocks[name])


def _check_inside_block(file: PromptFile, node: nodes.Node) -> None:
    if isinstance(node, nodes.Block):
        return
    texts = [data.data for data in node.find_all(nodes.TemplateData)]
    if not isinstance(node, nodes.Output) or "".join(texts).strip():
        _fail(file, _first_line(node), "stands outside every block", "move it into a block")


def _first_line(node: nodes.Node) -> int:
    """The line of the first thing to be seen; text begins with the line breaks before it."""
    data = next(node.find_all(nodes.TemplateData), None)
    blank = data.data[: len(data.data) - len(data.data.lstrip())] if data else ""
    return node.lineno + blank.count("\n")


def _check_names(file: PromptFile, block: nodes.Block, values: Mapping[str, object]) -> None:
    names = list(block.find_all(nodes.Name))
    own = {name.name for name in names if name.ctx != "load"} | {"loop", "range"}
    for name in names:
        if name.name not in values and name.name not in own:
            what = f"unknown variable `{name.name}` in block `{block.name}`"
            _fail(file, name.lineno, what, _near(name.name, values))


def _parsed(file: PromptFile) -> nodes.Template:
    try:
        return file.template.environment.parse(file.body)
    except TemplateSyntaxError as error:
        _fail(file, error.lineno, error.message or "not a template", "correct the template")


def _try(file: PromptFile, block: str, values: Mapping[str, object]) -> None:
    try:
        text = file.render(block, **values)
    except _RENDERING as error:
        line = _template_line(file, error.__traceback__)
        _fail(file, line, f"block `{block}` cannot be rendered: {error}", "correct the template")
    if not text:
        _fail(file, file.head_lines + 1, f"block `{block}` renders to nothing", "write its text")


def _template_line(file: PromptFile, trace: TracebackType | None) -> int:
    """The line of the file at which the innermost frame of the template stood."""
    line = file.head_lines + 1
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = file.template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line


def _is_words(table: Any) -> bool:
    return isinstance(table, dict) and all(
        isinstance(word, str) for pair in table.items() for word in pair
    )


def _line_of(file: PromptFile, key: str) -> int:
    found = re.search(rf"(?m)^\s*['\"]?{re.escape(key)}['\"]?\s*:", file.head)
    return file.head.count("\n", 0, found.end()) + 1 if found else 1


def _near(word: str, known: Mapping[str, object] | set[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"did you mean `{near[0]}`" if near else f"known are {', '.join(sorted(known))}"


def _fail(file: PromptFile, line: int, what: str, fix: str) -> NoReturn:
    raise PromptError(f"{file.path}:{line}: {what}; {fix}")
