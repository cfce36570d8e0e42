"""Ready questions: the SPARQL files of `ontology/queries/`, with their titles and parameters.

A file is one SPARQL 1.1 query that any client can run as it is. Its head is lines of comment:

    # title-zh: 关于某一人群的数字
    # title-en: Figures about a group of people
    # note-en: …                              (how to read the answer; also note-zh)
    # param: group name 人群 | group of people     (the variable, its kind, its title in zh | en)
    # empty-because: …                        (why the seed report has no answer)

A parameter is a line of the query that gives its variable one value, which is the default:

    VALUES ?group { "驻村干部"@zh }             (or { UNDEF }: any)

Another value takes the place of that term and of nothing else, written as a term of the parameter's kind, so it
cannot become query text, and every engine sees the same query. (An engine's own way to bind variables would not do:
rdflib's and Oxigraph's differ in subqueries and groups.)
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.errors import BadInput, BadKnowledge
from kg.namespaces import folder, prefixes

__all__ = ["Parameter", "Question", "question", "questions", "read_question"]

_HEAD = re.compile(r"#\s*([a-z-]+):\s*(\S.*?)\s*$")
_KEYS = {"title-zh", "title-en", "note-zh", "note-en", "empty-because"}
_PARAMETER = re.compile(r"([a-z_]+) ([a-z]+) (\S[^|]*?) \| (\S.*)$")
_VALUES = re.compile(r"^\s*VALUES\s+\?(\w+)\s*\{\s*(.*?)\s*\}\s*$", re.MULTILINE)
_FORM = re.compile(r"^(SELECT|CONSTRUCT|ASK|DESCRIBE)\b", re.MULTILINE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a question that takes another value.

    `kind` is name (a Chinese name, matched whole), text (plain words), integer, or iri. `default` is the value that
    the file gives, as a SPARQL term, or None where the question then asks for any.
    """

    name: str
    kind: str
    title_zh: str
    title_en: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its titles. `form` is SELECT, CONSTRUCT, ASK or DESCRIBE; `text` is the file, defaults included."""

    name: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    empty_because: str
    parameters: tuple[Parameter, ...]
    form: str
    text: str

    def sparql(self, values: Mapping[str, str | int | Sequence[str | int]] | None = None) -> str:
        """The query with values for some of its parameters, as given on a command line or in Python.

        A sequence asks for each of its values. A name or text is taken as it is; an integer may be digits; an iri may use
        a prefix of `kg.namespaces.prefixes` (`id:place_610331`). Raises BadInput for a parameter that the question lacks
        and a value that its kind refuses.
        """
        terms = {}
        known = {p.name: p for p in self.parameters}
        for name, value in (values or {}).items():
            if name not in known:
                has = ", ".join(known) or "none"
                raise BadInput(f"{self.name}: no parameter {name!r}; its parameters: {has}")
            several = [value] if isinstance(value, str | int) else value
            if not several:
                raise BadInput(f"{self.name}: no value for {name}")
            terms[name] = " ".join(_term(known[name], v) for v in several)

        # One pass over the file's own text: a value that was put in is never looked at again.
        def put(found: re.Match[str]) -> str:
            if found[1] not in terms:
                return found[0]
            start, end = (n - found.start() for n in found.span(2))
            return found[0][:start] + terms[found[1]] + found[0][end:]

        return _VALUES.sub(put, self.text)


def _quoted(value: str) -> str:
    # A backslash is refused and not escaped: rdflib expands `\\u0022` to a quote before it reads the string.
    if "\\" in value or any(unicodedata.category(c) in ("Cc", "Cs") for c in value):
        raise ValueError("a backslash, a control character or half a surrogate pair cannot stand in it")
    return '"' + value.replace('"', '\\"') + '"'


def _name(value: str) -> str:
    return _quoted(value) + "@zh"


def _integer(value: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise ValueError("it is no whole number of up to 18 digits")
    return str(int(value))


def _iri(value: str) -> str:
    prefix, _, local = value.partition(":")
    expanded = prefixes()[prefix] + local if prefix in prefixes() else value
    if not _IRI.fullmatch(expanded):
        raise ValueError("it is no absolute IRI")
    return f"<{expanded}>"


_KINDS: dict[str, Callable[[str], str]] = {"name": _name, "text": _quoted, "integer": _integer, "iri": _iri}


def _term(parameter: Parameter, value: str | int) -> str:
    try:
        return _KINDS[parameter.kind](str(value))
    except ValueError as e:
        raise BadInput(f"{parameter.name} = {value!r}: not of the kind {parameter.kind}: {e}") from e


def read_question(name: str, text: str) -> Question:
    """A question from the text of its file. Raises BadKnowledge with the file's name and what is wrong."""
    where = f"queries/{name}.rq"
    head: dict[str, str] = {}
    stated: list[tuple[str, str, str, str]] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        found = _HEAD.match(line)
        if not found:
            raise BadKnowledge(f"{where}: {line!r} is not of the form '# key: value'")
        key, value = found.groups()
        if key == "param":
            parts = _PARAMETER.match(value)
            if not parts or parts[2] not in _KINDS:
                kinds = ", ".join(_KINDS)
                raise BadKnowledge(f"{where}: param must be 'name kind zh | en', of the kinds {kinds}")
            stated.append((parts[1], parts[2], parts[3], parts[4]))
        elif key not in _KEYS or key in head:
            raise BadKnowledge(f"{where}: key {key!r} is unknown or stands twice")
        else:
            head[key] = value
    if missing := {"title-zh", "title-en"} - set(head):
        raise BadKnowledge(f"{where}: no {', '.join(sorted(missing))}")
    form = _FORM.search(text)
    if not form:
        raise BadKnowledge(f"{where}: no line begins with SELECT, CONSTRUCT, ASK or DESCRIBE")
    return Question(
        name=name,
        title_zh=head["title-zh"],
        title_en=head["title-en"],
        note_zh=head.get("note-zh", ""),
        note_en=head.get("note-en", ""),
        empty_because=head.get("empty-because", ""),
        parameters=_parameters(where, stated, text),
        form=form[1],
        text=text,
    )


def _parameters(where: str, stated: list[tuple[str, str, str, str]], text: str) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    for name, kind, title_zh, title_en in stated:
        lines = [m[2] for m in _VALUES.finditer(text) if m[1] == name]
        if len(lines) != 1 or name in [p.name for p in found]:
            raise BadKnowledge(f"{where}: param {name} must have one line 'VALUES ?{name} {{ default }}'")
        found.append(Parameter(name, kind, title_zh, title_en, None if lines[0] == "UNDEF" else lines[0]))
    return tuple(found)


@cache
def questions() -> dict[str, Question]:
    """All ready questions by name, which is the name of the file, in order. Raises BadKnowledge for a bad file."""
    files = sorted((folder() / "queries").glob("*.rq"))
    return {f.stem: read_question(f.stem, f.read_text(encoding="utf-8")) for f in files}


def question(name: str) -> Question:
    """The question of a name. Raises BadInput with the nearest names if there is none."""
    try:
        return questions()[name]
    except KeyError:
        near = difflib.get_close_matches(name, questions(), n=3, cutoff=0.4)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise BadInput(f"no ready question {name!r}{hint}") from None
