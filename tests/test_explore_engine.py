"""The engine of the query tab: how it is fetched and packed, what a page is given, and that it can be missing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import Graph, Literal, URIRef

from kg.explore.asked import names_payload, questions_payload
from kg.explore.engine import engine
from kg.explore.tab import pack, query_tab
from kg.ontology import KG
from kg.questions import questions
from kg.triples import Triples

SCRIPTS = Path(__file__).parents[1] / ".ci"
WEB = """/* @ts-self-types="./web.d.ts" */

export class Store {
    /**
     * @returns {number}
     */
    get size() {
        return 1;
    }
}
export function main() {}
async function __wbg_init(module_or_path) {
    if (module_or_path === undefined) {
        module_or_path = new URL('web_bg.wasm', import.meta.url);
    }
    module_or_path = fetch(module_or_path);
}

export { initSync, __wbg_init as default };
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script in a project of its own, where nothing is packed."""
    (tmp_path / ".ci").mkdir()
    for name in ("engine", "engine-licence.txt", "node.txt"):
        shutil.copy(SCRIPTS / name, tmp_path / ".ci" / name)
    return tmp_path / ".ci" / "engine"


def packed(script: Path) -> Path:
    return script.parents[1] / "src" / "kg" / "explore" / "_engine"


def run(script: Path, npm: str) -> subprocess.CompletedProcess[str]:
    """The script with a program in the place of npm."""
    folder = script.parents[1] / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "npm").write_text(f"#!/bin/sh\n{npm}\n", encoding="utf-8")
    (folder / "npm").chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_the_network_it_says_so_and_does_not_fail(script: Path) -> None:
    done = run(script, "echo no network >&2; exit 1")
    assert done.returncode == 0
    assert "the page is built without the query tab" in done.stderr and "no network" in done.stderr
    assert not packed(script).exists()
    assert engine(packed(script)) is None


def test_other_bytes_than_those_pinned_are_refused(script: Path) -> None:
    done = run(script, 'for to; do :; done; echo wrong > "$to/oxigraph-0.tgz"')
    assert done.returncode == 1
    assert "other bytes" in done.stderr
    assert not packed(script).exists()


def loaded(script: Path) -> ModuleType:
    loader = SourceFileLoader("ci_engine", str(script))
    spec = spec_from_loader("ci_engine", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def archive(web: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for name, content in (("web.js", web.encode()), ("web_bg.wasm", b"\0asm" * 99)):
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return out.getvalue()


def test_the_same_package_gives_the_same_files(script: Path) -> None:
    module, contents = loaded(script), []
    for _ in range(2):
        module.write(archive(WEB))
        contents.append({f.name: f.read_bytes() for f in packed(script).iterdir()})
    assert contents[0] == contents[1]
    assert gzip.decompress(contents[0]["engine.wasm.gz"]) == b"\0asm" * 99
    glue = contents[0]["glue.js"].decode()
    assert glue.startswith("self.oxigraph = (() => {")
    assert not [w for w in ("export", "import", "fetch", "/**") if w in glue]
    assert [f.name for f in packed(script).parent.iterdir()] == ["_engine"]
    # Packed already: npm is not asked again.
    assert run(script, "exit 1").stderr == ""


def test_a_package_of_another_make_is_refused(script: Path) -> None:
    with pytest.raises(SystemExit, match=r"web\.js has changed"):
        loaded(script).write(archive("export class Store {}\n"))
    assert not packed(script).exists() and not list(packed(script).parent.iterdir())


def test_what_a_page_is_given(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(script).write(archive(WEB))
    given = engine(packed(script))
    assert given is not None
    assert gzip.decompress(base64.b64decode(given.wasm_gz_base64)) == b"\0asm" * 99
    assert given.worker.startswith(f"/*\n{given.licence}\n*/") and "Copyright (c) 2018" in given.licence
    monkeypatch.setattr("kg.explore.tab.engine", lambda: given)
    graph = Graph().add((URIRef("a:a"), KG.words, Literal("</script><!--\u2028")))
    parts = query_tab(graph)
    assert parts is not None and parts == query_tab(graph) and given.licence in parts.script
    assert gzip.decompress(parts.assets["ntriples"]).decode("utf-8").startswith("<a:a> ")
    for text in (given.worker, parts.script):
        assert not [w for w in ("</script", "<!--", "\nimport ", "\nexport ") if w in text]


def test_a_graph_is_packed_the_same_in_any_order() -> None:
    lines = ['<a:a> <a:b> "乙"', '<a:a> <a:b> "甲"']
    assert pack(lines) == pack([*reversed(lines), lines[0]])
    assert gzip.decompress(pack(lines[:1])).decode("utf-8") == lines[0] + " .\n"
    assert gzip.decompress(pack([])) == b""


def test_the_tab_is_the_same_for_a_graph_of_rdflib_and_for_spelled_triples(packed_engine: None) -> None:
    told = "<a:a> <a:b> <a:c> , <a:d> ; a <https://w3id.org/county-kg/ontology#Village> ; <a:n> 'a“b”'@zh , 7 , '太' ."
    graph = Graph().parse(data=told, format="turtle")
    parts = query_tab(graph)
    assert parts is not None and parts == query_tab(Triples.of(graph))


def test_without_an_engine_there_is_no_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.explore.tab.engine", lambda: None)
    assert query_tab(Graph()) is None


def test_questions_for_a_page_are_plain_data_and_whole_queries() -> None:
    given = questions_payload()
    assert json.loads(json.dumps(given)) == given
    assert [q["name"] for q in given] == list(questions())
    for one, question in zip(given, questions().values(), strict=True):
        assert question.text.endswith(one["text"]) and not one["text"].startswith("#")
        assert [p["name"] for p in one["parameters"]] == [p.name for p in question.parameters]
        assert one["title"]["zh"] and one["title"]["en"] != one["title"]["zh"]


def test_names_are_given_for_the_terms_that_a_graph_uses() -> None:
    graph = Graph()
    graph.add((URIRef("a:a"), KG.mention, URIRef("a:b")))
    graph.add((URIRef("a:a"), URIRef("a:p"), Literal("x")))
    assert list(names_payload(graph)) == [str(KG.mention)]
    assert set(names_payload(graph)[str(KG.mention)]) == {"zh", "en"}
