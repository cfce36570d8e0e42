"""The opinion of a model behind an OpenAI-compatible endpoint: `POST {base}/chat/completions`.

Servers differ in what form of answer they can be held to, so three are asked for in turn: the schema, any JSON, plain
text that holds JSON. None is trusted: each item of an answer is checked here and its quote is looked up later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import regex

from kg.errors import BadInput, TooMuch
from kg.opinions.cache import Cache, Outcome, canonical
from kg.opinions.post import Reply, Unreachable, post
from kg.opinions.proposals import Answer, Proposal, Sentence

__all__ = ["Endpoint"]

# Characters of sentences in one request, so that the answer fits what small servers allow.
_BATCH = 1500
_FENCED = regex.compile(r"```(?:json)?\s*\n(.*?)```", regex.DOTALL)
# Statuses by which servers say that they do not know a form of answer.
_UNKNOWN_FORM = frozenset({400, 422, 501})

Post = Callable[[str, bytes, str], Reply]


@cache
def _prompt() -> str:
    return (resources.files("kg") / "opinions" / "prompt.txt").read_text(encoding="utf-8").strip()


@cache
def _forms() -> tuple[dict[str, Any], ...]:
    """What a request says of the form of its answer, strictest first."""
    schema = json.loads((resources.files("kg") / "opinions" / "schema.json").read_text(encoding="utf-8"))
    named = {"name": "proposals", "strict": True, "schema": schema}
    return (
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object"}},
        {},
    )


class Endpoint:
    """A model at a base URL such as `http://127.0.0.1:8080/v1`; answers may come from a cache instead.

    Without a URL only the cache is read. Raises BadInput for no model name and for a URL that is not http(s).
    """

    def __init__(
        self, url: str, model: str, key: str = "", cache: Cache | None = None, send: Post = post
    ) -> None:
        if not model:
            raise BadInput("the opinion model needs the name of a model: --model or KG_MODEL")
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise BadInput("the opinion model needs an address that begins with http:// or https://")
        self.rule = f"opinion.model:{model}"
        self._url, self._model, self._key = url.rstrip("/"), model, key
        self._cache, self._send = cache, send

    def propose(self, sentences: Sequence[Sentence]) -> Answer:
        """What the model finds. An answer that is not in the form is counted and proposes nothing.

        Raises Unreachable when the endpoint cannot be asked or refuses, BadInput when an answer is in no cache and
        there is no endpoint to ask.
        """
        proposals, unusable = list[Proposal](), list[str]()
        form = 0
        for batch in _batches(sentences):
            outcome, form = self._ask(batch, form)
            if outcome.kind == "too large":
                unusable.append("answer too large")
                continue
            items = _items(outcome.content)
            if items is None:
                unusable.append("answer not in the form")
                continue
            for item in items:
                proposal = _proposal(item)
                if proposal is None:
                    unusable.append("item not in the form")
                else:
                    proposals.append(proposal)
        return Answer(tuple(proposals), tuple(unusable))

    def _ask(self, batch: Sequence[Sentence], form: int) -> tuple[Outcome, int]:
        """The answer to one batch and the form that it was asked in; stricter forms that failed are not tried again."""
        refused = list[tuple[dict[str, Any], Outcome]]()
        outcome = Outcome("refused")
        for at in range(form, len(_forms())):
            body = self._body(batch, _forms()[at])
            outcome, form = self._outcome(body), at
            if outcome.kind == "refused":
                refused.append((body, outcome))
            elif outcome.kind == "too large" or _items(outcome.content) is not None:
                break
        if outcome.kind == "refused":
            raise Unreachable(f"the model refuses the request: {outcome.content}")
        for refusal in refused:
            # Kept only now: what refuses every form (another model's name) is no matter of form and may be mended.
            self._keep(*refusal)
        return outcome, form

    def _body(self, batch: Sequence[Sentence], form: dict[str, Any]) -> dict[str, Any]:
        told = {"sentences": [{"id": s.id, "text": s.text} for s in batch]}
        return {
            "model": self._model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": _prompt()},
                {"role": "user", "content": json.dumps(told, ensure_ascii=False)},
            ],
        } | form

    def _outcome(self, body: dict[str, Any]) -> Outcome:
        kept = self._cache.get(body) if self._cache else None
        if kept is not None:
            return kept
        if not self._url:
            raise BadInput(
                "no kept answer to this request, and no model to ask: give --model-url or KG_MODEL_URL"
            )
        try:
            reply = self._send(f"{self._url}/chat/completions", canonical(body), self._key)
            outcome = _told(reply)
        except TooMuch:
            outcome = Outcome("too large")
        if outcome.kind != "refused":
            self._keep(body, outcome)
        return outcome

    def _keep(self, body: dict[str, Any], outcome: Outcome) -> None:
        if self._cache:
            self._cache.put(body, outcome)


def _told(reply: Reply) -> Outcome:
    """The model's words in an answer of the endpoint, or its refusal. Raises Unreachable for any other status."""
    if reply.status in _UNKNOWN_FORM:
        return Outcome("refused", f"status {reply.status}")
    if reply.status != 200:
        # The body is not shown: some servers repeat the request's headers in it.
        raise Unreachable(f"the model could not be asked: status {reply.status}")
    try:
        content = json.loads(reply.body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as e:
        raise Unreachable("the address answers, but not as an OpenAI-compatible endpoint does") from e
    return Outcome("answer", content if isinstance(content, str) else "")


def _batches(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences in order, together as long as they fit one request."""
    batch: list[Sentence] = []
    for sentence in sentences:
        if batch and sum(len(s.text) for s in batch) + len(sentence.text) > _BATCH:
            yield batch
            batch = []
        batch.append(sentence)
    if batch:
        yield batch


def _items(content: str) -> list[Any] | None:
    """The items of an answer: the whole of it as JSON, else its first fenced block; None when neither is in the form."""
    fenced = _FENCED.search(content)
    for words in (content, fenced[1] if fenced else ""):
        try:
            found = json.loads(words, parse_float=Decimal)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("proposals"), list):
            return list(found["proposals"])
    return None


def _proposal(item: Any) -> Proposal | None:
    """One item as a proposal, None when it is not in the form. A key that is absent counts as null."""
    if not isinstance(item, dict):
        return None
    words = [w for w in (item.get(k) for k in ("sentence", "type", "quote")) if isinstance(w, str)]
    nth, unit = item.get("nth"), item.get("unit")
    numbers = [item.get(k) for k in ("value", "value_max")]
    if len(words) != 3 or not isinstance(unit, str | None):
        return None
    if not (nth is None or type(nth) is int) or not all(
        n is None or type(n) is int or (type(n) is Decimal and n.is_finite()) for n in numbers
    ):
        return None
    value, upper = (None if n is None else Decimal(n) for n in numbers)
    return Proposal(words[0], words[1], words[2], nth, value, upper, unit)
