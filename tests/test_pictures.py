"""What `--emit` writes as plain text: kept pictures, the schema of the JSON, and foreign text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import gradgen.draw
from cases import Sample, all_samples
from gradgen.api import build
from gradgen.cli import run
from pictured import Picture, pictures, sample_result

SCHEMA = json.loads(Path(gradgen.draw.__file__).with_name("schema.json").read_text("utf-8"))

# What would end a comment, a script, a string or a label, if it were not escaped.
NASTY = """\
def f(x):  # </script><img src=x onerror=alert(1)> --> ]]> "quoted" \\" `tick`
    größe = x * 2.0  # <b>&amp;</b> {{x}} %% end
    assert größe > 0, "</script><script>alert(1)</script> -->"
    return größe
"""


@pytest.mark.parametrize("picture", list(pictures()), ids=lambda p: p.path.name)
def test_the_kept_picture(picture: Picture) -> None:
    """Else: make update."""
    assert picture.text == picture.path.read_text("utf-8")


def strict(schema: Any) -> Any:
    """The schema without room for keys that it does not tell of."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    named = "properties" in schema and isinstance(schema.get("type"), str)
    return {"additionalProperties": False, **closed} if named else closed


@pytest.mark.parametrize("sample", list(all_samples()), ids=lambda s: s.expected.stem)
def test_json_is_as_the_schema_says(sample: Sample) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(strict(SCHEMA))
    document = json.loads(sample.result.json())
    assert list(map(str, validator.iter_errors(document))) == []


def test_the_schema_is_one_and_refuses() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(sample_result("neuron").json())
    document["functions"][0]["lines"][0]["first"] = "one"
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_every_key_of_the_schema_is_told() -> None:
    def keys(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(keys, schema))
        if not isinstance(schema, dict):
            return set()
        own = {
            key
            for key, value in schema.get("properties", {}).items()
            if not ({"description", "$ref", "enum"} & value.keys() or value == {"type": "string"})
        }
        return own.union(*map(keys, schema.values()))

    assert keys(SCHEMA) == set()


def test_foreign_text_does_not_leave_its_place() -> None:
    result = build(NASTY, filename='</script>"-->.py')
    assert json.loads(result.json())["source"]["text"] == NASTY
    assert "alert" not in result.mermaid() + result.dot()
    assert "größe" in result.mermaid()


def test_no_label_of_mermaid_holds_a_sign_of_its_language() -> None:
    for name in ("attention_head", "fan_out", "black_scholes", "two_outputs"):
        for label in re.findall(r'"([^"]*)"', sample_result(name).mermaid()):
            assert re.fullmatch(r"(?:[\w .,=]|<br>|#\d+;)*", label), label


def test_many_gates_stand_in_boxes_by_line() -> None:
    text = sample_result("black_scholes").dot()
    assert 'label="12: d1 = (math.log(S / K) + (r + sigma**2 / 2) * T) / volatility"' in text
    assert "cluster" not in sample_result("neuron").dot()


def test_dot_is_balanced_and_names_each_node_once() -> None:
    for name in ("black_scholes", "helper_functions", "mlp"):
        text = sample_result(name).dot()
        assert text.count("{") == text.count("}")
        nodes = re.findall(r'^ *("[^"]+") \[id=', text, re.MULTILINE)
        assert len(nodes) == len(set(nodes))
        ends = re.findall(r'^ *("[^"]+")(?::wire:e)? -> ("[^"]+")', text, re.MULTILINE)
        assert {node for pair in ends for node in pair} <= set(nodes)


def test_the_command_writes_them(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x, y):\r\n    return x * y\r\n", newline="")
    for form, ending in (("json", "json"), ("dot", "dot"), ("mermaid", "mmd")):
        assert run(["--emit", form, str(file)]) == 0
        shown = capfd.readouterr().out
        assert run(["-q", "--emit", form, str(file), "-o", str(tmp_path)]) == 0
        written = (tmp_path / f"f_backward.{ending}").read_bytes().decode()
        assert written == shown
        assert "\r" not in written


def test_several_files_need_a_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "f.py", tmp_path / "g.py"]
    for file in files:
        file.write_text("def f(x):\n    return x * x\n")
    assert run(["--emit", "json", *map(str, files)]) == 2
    assert "a folder for all after -o" in capfd.readouterr().err
    assert run(["-q", "--emit", "json", *map(str, files), "-o", str(tmp_path)]) == 0
    assert (tmp_path / "g_backward.json").exists()
