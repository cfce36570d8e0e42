"""The opinion of a model: what is sent, which answers are used, and what happens when the endpoint misbehaves."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg.errors import BadInput
from kg.opinions import Answer, Endpoint, Proposal, Sentence, Unreachable, post
from loopback import ASKED, KEY, REPLIES, REQUESTS, ask, endpoint, guarded, serving

__all__ = ["guarded"]

pytestmark = pytest.mark.usefixtures("guarded")

PERSON = Proposal("s2", "Person", "阿依古丽")


@pytest.mark.parametrize(
    ("scenario", "proposals", "unusable", "forms"),
    [
        ("right", (PERSON, Proposal("s3", "Place", "云雾谷", 2)), (), ["schema"]),
        (
            "figures",
            (
                Proposal("s2", "Figure", "662万元", None, Decimal(6620000), None, "元"),
                Proposal("s2", "Figure", "５０．５元", None, Decimal("50.5"), Decimal(60), "元"),
            ),
            (),
            ["schema"],
        ),
        ("nothing", (), (), ["schema"]),
        ("schema refused", (PERSON,), (), ["schema", "object"]),
        ("forms refused", (PERSON,), (), ["schema", "object", "text"]),
        ("fenced", (PERSON,), (), ["schema", "object", "text"]),
        ("fenced at once", (PERSON,), (), ["schema"]),
        ("broken", (), ("answer not in the form",), ["schema", "object", "text"]),
        ("schema ignored", (PERSON,), ("item not in the form",) * 9, ["schema"]),
        ("other shape", (), ("answer not in the form",), ["schema", "object", "text"]),
        ("no words", (), ("answer not in the form",), ["schema", "object", "text"]),
        ("deep", (), ("answer not in the form",), ["schema", "object", "text"]),
    ],
)
def test_answers(
    scenario: str, proposals: tuple[Proposal, ...], unusable: tuple[str, ...], forms: list[str]
) -> None:
    answer, stub, waits = ask(scenario)
    assert answer == Answer(proposals, unusable)
    assert stub.asked == forms
    assert waits == []


@pytest.mark.parametrize(
    ("scenario", "tries", "waits"),
    [
        ("429 then right", 2, [7.0]),  # Retry-After in seconds
        ("429 for long", 2, [30.0]),  # bounded
        ("429 until a day", 2, [30.0]),  # Retry-After as a date, far off
        ("429 since a day", 2, [0.0]),  # a date that is past
        ("429 in words", 2, [1.0]),  # Retry-After in no known form
        ("500 then right", 3, [1.0, 2.0]),
        ("cut then right", 2, [1.0]),  # the connection broke in the middle of the answer
    ],
)
def test_tried_again(scenario: str, tries: int, waits: list[float]) -> None:
    answer, stub, waited = ask(scenario)
    assert answer.proposals == (PERSON,)
    assert (stub.asked, waited) == (["schema"] * tries, waits)


@pytest.mark.parametrize(
    ("scenario", "tries", "why"),
    [
        ("500 for ever", 4, "status 500 (4 tries)"),
        ("429 for ever", 4, "status 429 (4 tries)"),
        ("slow", 4, "no answer in time (4 tries)"),
        ("dripping", 4, "no answer in time (4 tries)"),
        ("401", 1, "status 401"),
        ("404", 1, "status 404"),
        ("redirect", 1, "status 307"),
        ("a page", 1, "not as an OpenAI-compatible endpoint does"),
        ("everything refused", 3, "refuses the request: status 400"),
    ],
)
def test_given_up(scenario: str, tries: int, why: str, tmp_path: Path) -> None:
    start = time.monotonic()
    with serving(scenario) as stub:
        asked, waits = endpoint(stub, tmp_path / "kept", timeout=0.3)
        with pytest.raises(Unreachable) as error:
            asked.propose(ASKED)
    assert why in str(error.value) and KEY not in str(error.value)
    assert len(stub.asked) == tries and len(waits) in (0, tries - 1)
    assert time.monotonic() - start < 8
    assert not (tmp_path / "kept").exists(), "what may be mended is not kept"


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waits: list[float] = []
    asked = Endpoint(f"http://127.0.0.1:{port}/v1", "stub-1", send=partial(post, wait=waits.append))
    with pytest.raises(Unreachable, match="refused"):
        asked.propose(ASKED)
    assert waits == [1.0, 2.0, 4.0]


def test_a_huge_answer_is_read_no_further_and_counted(tmp_path: Path) -> None:
    answer, stub, _ = ask("huge", tmp_path / "kept", largest=1_000_000)
    assert answer == Answer((), ("answer too large",))
    assert stub.asked == ["schema"]
    assert sum(f.stat().st_size for f in (tmp_path / "kept").iterdir()) < 20_000


def test_what_is_sent() -> None:
    sent: list[tuple[str, bytes, str]] = []

    def send(url: str, body: bytes, key: str) -> Any:
        sent.append((url, body, key))
        raise Unreachable("enough")

    with pytest.raises(Unreachable):
        Endpoint("https://model.example/v1/", "stub-1", KEY, send=send).propose(ASKED)
    ((url, body, key),) = sent
    asked = json.loads(body)
    assert (url, key) == ("https://model.example/v1/chat/completions", KEY)
    assert KEY not in body.decode() and "model.example" not in body.decode()
    assert asked["temperature"] == 0 and asked["model"] == "stub-1"
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert json.loads(asked["messages"][1]["content"]) == {
        "sentences": [{"id": s.id, "text": s.text} for s in ASKED]
    }
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert hashlib.sha256(body).hexdigest() in REQUESTS, (
        "prompt or schema changed: renew tests/data/opinions/requests.json"
    )


def test_the_key_goes_in_the_header_only() -> None:
    with serving("right") as stub:
        endpoint(stub)[0].propose(ASKED)
        Endpoint(stub.url, "stub-1").propose(ASKED)
    assert [h.get("Authorization") for h in stub.headers] == [f"Bearer {KEY}", None]


def test_long_reports_are_asked_in_parts() -> None:
    sizes: list[int] = []

    def send(_url: str, body: bytes, _key: str) -> Any:
        told = json.loads(json.loads(body)["messages"][1]["content"])["sentences"]
        sizes.append(sum(len(s["text"]) for s in told))
        from kg.opinions.post import Reply

        return Reply(200, b'{"choices": [{"message": {"content": "{\\"proposals\\": []}"}}]}')

    many = [Sentence(f"s{n}", "甲" * (n % 90 + 1)) for n in range(100)] + [Sentence("s100", "乙" * 4000)]
    assert Endpoint("http://127.0.0.1/v1", "m", send=send).propose(many) == Answer()
    assert sum(sizes) == sum(len(s.text) for s in many)
    assert max(sizes[:-1]) <= 1500 and sizes[-1] == 4000


@pytest.mark.parametrize(
    ("url", "model", "why"),
    [
        ("http://127.0.0.1/v1", "", "KG_MODEL"),
        ("file:///etc/passwd", "m", "http:// or https://"),
        ("127.0.0.1:80/v1", "m", "http:// or https://"),
        ("http:///v1", "m", "http:// or https://"),
    ],
)
def test_unusable_options(url: str, model: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        Endpoint(url, model)


# --- The rig itself ---------------------------------------------------------------------------------------


def test_a_request_without_a_recording_fails_and_is_shown() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"no recording: /v1/chat/completions.*\n.*别的"):  # noqa: SIM117
        with serving("right") as stub, pytest.raises(Unreachable, match="418"):
            endpoint(stub)[0].propose([Sentence("s1", "别的")])


def test_the_guard_refuses_other_machines() -> None:
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1 was tried"), socket.socket() as out:
        out.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="looked up"):
        socket.getaddrinfo("model.example", 443)


def test_every_recording_is_replayed_here() -> None:
    text = "".join(f.read_text(encoding="utf-8") for f in Path(__file__).parent.glob("test_opinions_*.py"))
    assert [name for name in REPLIES if f'"{name}"' not in text] == []
