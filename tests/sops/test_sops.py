"""Files of sops: what they stand for is what a build reads, in memory only; what does not fit its code is refused."""

from __future__ import annotations

import base64
import json
import pickle
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.cli import main
from kustompy.errors import KustompyError, UsageError
from kustompy.inputs.declared import declared_of
from kustompy.sops.json_text import sealed_json
from kustompy.sops.opening import Opening
from kustompy.sops.sealed import Plain
from kustompy.system.files import InputError
from tests.sops import sealing
from tests.sops.sealing import BINARY, CASES, CONFIG, KEY, OTHER, PAIRS, SECRET

OTHER_KEY = "AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU"
KEYS = {"SOPS_AGE_KEY": KEY}
FILES = sorted(each.name for each in CASES.iterdir())
SETTINGS = """\
[sops]
files = ["prod/*.sops.yaml"]

[inputs."prod/secrets.env"]
sops = "prod/secrets.sops.env"

[inputs."prod/config.json"]
sops = "prod/config.sops.json"

[inputs."prod/tls.key"]
sops = "prod/tls.key.sops"
"""
PROD = """\
resources: [several.sops.yaml]
secretGenerator:
- name: app
  envs: [secrets.env]
- name: config
  files: [config.json, tls.key]
"""

needs_age = pytest.mark.skipif(
    not all(map(__import__("importlib.util").util.find_spec, ("pyrage", "cryptography"))),
    reason="needs kustompy[sops]",
)


def opened(name: str, content: bytes | None = None, environment: dict[str, str] | None = KEYS) -> bytes:
    path = str(CASES / name)
    found = Opening([path], lambda _: False, environment)(path, content or (CASES / name).read_bytes())
    assert found is not None
    return found.content


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with an overlay of encrypted files; the current directory, without keys."""
    (tmp_path / "prod").mkdir()
    for name in FILES:
        shutil.copy(CASES / name, tmp_path / "prod" / name)
    (tmp_path / "kustompy.toml").write_text(SETTINGS)
    (tmp_path / "prod/kustomization.yaml").write_text(PROD)
    monkeypatch.chdir(tmp_path)
    for name in ("SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@needs_age
def test_what_files_stand_for() -> None:
    assert kustompy.load(opened("secret.sops.yaml")) == [SECRET]
    assert kustompy.load(opened("several.sops.yaml")) == [SECRET, OTHER]
    assert kustompy.load(opened("only-encrypted.sops.yaml")) == [OTHER]
    assert json.loads(opened("config.sops.json")) == CONFIG
    assert opened("tls.key.sops").decode() == BINARY
    lines = opened("secrets.sops.env").decode().splitlines()
    assert lines == ["#", *(f"{key}={value}".replace("\n", "\\n") for key, value in PAIRS.items())]


@needs_age
def test_each_value_stays_at_its_line() -> None:
    before = (CASES / "several.sops.yaml").read_text().split("\n")
    after = opened("several.sops.yaml").decode().split("\n")
    assert len(before) == len(after)
    for line, other in zip(before, after, strict=True):
        start = line.partition("ENC[")[0]
        assert other.startswith(start) or other == ""
    assert {line for line in after if line} >= {"    user: hush-canary-user", "    count: 42", "    on: true"}


@pytest.mark.parametrize("name", FILES)
def test_placeholders_need_no_key_and_no_library(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("pyrage", "cryptography", "cryptography.hazmat.primitives.ciphers.aead"):
        monkeypatch.setitem(sys.modules, library, None)
    first = opened(name, environment=None)
    assert first == opened(name, environment=None)
    assert b"placeholder-" in first or b"cGxhY2Vob2xkZXIt" in first
    assert b"ENC[" not in first
    assert b"canary" not in first


@needs_age
def test_a_build_reads_what_is_opened(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()}
    monkeypatch.setenv("SOPS_AGE_KEY", KEY)
    assert main(["build", "prod"]) == 0
    found = kustompy.load(capsys.readouterr().out)
    by_name = {each["metadata"]["name"].rpartition("-")[0] or each["metadata"]["name"]: each for each in found}
    app = {key: base64.b64decode(value).decode() for key, value in by_name["app"]["data"].items()}
    assert app == {key: value.replace("\n", "\\n") for key, value in PAIRS.items()}
    config = by_name["config"]["data"]
    assert json.loads(base64.b64decode(config["config.json"])) == CONFIG
    assert base64.b64decode(config["tls.key"]).decode() == BINARY
    assert by_name["keys"]["stringData"] == SECRET["stringData"]
    assert by_name["web"]["spec"] == OTHER["spec"]
    assert main(["deps", "prod"]) == 0
    listed = capsys.readouterr().out.split()
    assert {"prod/secrets.sops.env", "prod/tls.key.sops", "prod/several.sops.yaml"} <= {*listed}
    assert {path: path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()} == before


@needs_age
def test_the_same_in_python_and_in_other_processes(tree: Path) -> None:
    inputs = kustompy.declared_inputs("prod", KEYS)
    text = kustompy.build("prod", inputs=inputs).to_yaml()
    assert kustompy.build("prod", inputs=pickle.loads(pickle.dumps(inputs))).to_yaml() == text
    assert KEY not in repr(inputs)
    assert "canary" not in repr(inputs)
    [result] = kustompy.build_many(["prod"], inputs=inputs)
    assert result.text == text


@needs_age
@pytest.mark.parametrize("variable", ["SOPS_AGE_KEY_FILE", "XDG_CONFIG_HOME", "HOME"])
def test_where_keys_are_looked_for(variable: str, tree: Path) -> None:
    folder = {"XDG_CONFIG_HOME": tree / "sops/age", "HOME": tree / ".config/sops/age"}.get(variable, tree)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys.txt").write_text(f"# made for tests\n{OTHER_KEY}\n{KEY}\n")
    environment = {variable: str(folder / "keys.txt") if variable == "SOPS_AGE_KEY_FILE" else str(tree)}
    assert kustompy.load(opened("secret.sops.yaml", environment=environment)) == [SECRET]


def test_a_pull_request_without_keys(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod", "--placeholder-inputs"]) == 0
    out, err = capsys.readouterr()
    assert (err, "ENC[" in out, "canary" in out) == ("", False, False)
    main(["lint", "prod", "--placeholder-inputs"])
    assert "Error" not in capsys.readouterr().out
    assert main(["validate", "prod", "--placeholder-inputs", "--ignore-missing-schemas"]) == 0, capsys.readouterr()


def test_what_is_not_declared_stays_as_it_is(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "prod/kustomization.yaml").write_text("resources: [secret.sops.yaml]\n")
    (tree / "kustompy.toml").write_text("")
    assert main(["build", "prod"]) == 0
    assert "ENC[AES256_GCM," in capsys.readouterr().out
    assert main(["validate", "prod"]) == 0, capsys.readouterr()


def test_a_file_of_a_pattern_need_not_be_encrypted(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sops\n"
    (tree / "prod/several.sops.yaml").write_text(text)
    (tree / "prod/kustomization.yaml").write_text("resources: [several.sops.yaml]\n")
    assert main(["build", "prod"]) == 0
    assert capsys.readouterr().out == text


def change(name: str, edit: Callable[[str], str]) -> Callable[[], tuple[str, bytes]]:
    def changed() -> tuple[str, bytes]:
        before = (CASES / name).read_text()
        after = edit(before)
        assert after != before
        return name, after.encode()

    return changed


def swapped(text: str) -> str:
    """The values of two keys changed places."""
    lines = text.split("\n")
    first, second = (next(at for at, line in enumerate(lines) if f" {key}: ENC" in line) for key in ("text", "lines"))
    (one, _, own), (other, _, its) = lines[first].partition(": "), lines[second].partition(": ")
    lines[first], lines[second] = f"{one}: {its}", f"{other}: {own}"
    return "\n".join(lines)


def damaged(text: str) -> str:
    """One bit of a ciphertext is another."""
    start = text.index("data:", text.index("ENC[")) + len("data:")
    return text[:start] + ("B" if text[start] == "A" else "A") + text[start + 1 :]


def without(key: str) -> Callable[[str], str]:
    return lambda text: "".join(line for line in text.splitlines(True) if not line.lstrip().startswith(f"{key}: ENC"))


CHANGED = [
    change("secret.sops.yaml", swapped),
    change("secret.sops.yaml", damaged),
    change("secret.sops.yaml", without("lines")),
    change("secret.sops.yaml", lambda text: text.replace("    lines: ENC", "    line: ENC")),
    change("secret.sops.yaml", lambda text: text.replace("name: keys", "name: other")),
    change("secret.sops.yaml", lambda text: text.replace("data:\n", "data:\n    more: aGVsbG8=\n", 1)),
    change("secret.sops.yaml", lambda text: text.replace('no: ""', "no: yes")),
    change("secret.sops.yaml", lambda text: text.replace("2026-11-28T12", "2026-11-28T13")),
    change("config.sops.json", damaged),
    change("several.sops.yaml", lambda text: text.replace("on: ENC", "no: ENC")),
    change("several.sops.yaml", lambda text: text.replace("as it is", "as it was")),
    change("config.sops.json", lambda text: text.replace('"e": {}', '"e": {"f": "g"}')),
    change("secrets.sops.env", lambda text: text.replace("EMPTY=", "EMPTY=a")),
    change("secrets.sops.env", lambda text: text.replace("SESSION_KEY=", "SESSION=")),
    change("tls.key.sops", damaged),
    change("only-encrypted.sops.yaml", lambda text: text.replace("encrypted: true", "encrypted: false")),
]


@needs_age
@pytest.mark.parametrize("make", CHANGED, ids=range(len(CHANGED)))
def test_a_file_that_was_changed(make: Callable[[], tuple[str, bytes]]) -> None:
    name, content = make()
    with pytest.raises(InputError, match="was changed since sops wrote it") as caught:
        opened(name, content)
    assert caught.value.code == "KST335"
    assert "canary" not in str(caught.value)


@needs_age
def test_a_code_of_encrypted_values_leaves_the_others_free() -> None:
    content = (CASES / "only-encrypted.sops.yaml").read_text().replace("as it is", "as it was").encode()
    [found] = kustompy.load(opened("only-encrypted.sops.yaml", content))
    assert found["spec"]["open_unencrypted"] == "as it was"


def text_of(name: str) -> str:
    return (CASES / name).read_text()


YAML = text_of("secret.sops.yaml")
BROKEN: list[tuple[str, str, str]] = [
    ("secret.sops.yaml", "apiVersion: v1\nkind: Secret\n# sops\n", "it is not encrypted"),
    ("config.sops.json", '{"a": "sops"}', "it is not encrypted"),
    ("secrets.sops.env", "A=sops\n", "it is not encrypted"),
    ("tls.key.sops", "sops of no kind\n", "it is not encrypted"),
    ("tls.key.sops", text_of("config.sops.json"), "it is not encrypted"),
    ("secret.sops.yaml", "a: b\nsops: text\n", "`sops` is not a mapping"),
    ("secret.sops.yaml", "a: b\nsops:\n  age: []\n", "`sops` has no mac"),
    ("secret.sops.yaml", "a: b\nsops:\n  mac: a\n", "`sops` has no lastmodified"),
    ("secret.sops.yaml", YAML.replace("    age:\n", "    age: a\n    b:\n"), "age of `sops` is not a list of mappings"),
    ("secret.sops.yaml", YAML.replace("enc: |", "end: |"), "`sops` has no enc"),
    ("secret.sops.yaml", "{a: b, sops: {mac: a, lastmodified: b}}\n", "`sops` is in a flow mapping"),
    ("secret.sops.yaml", "a: &b c\nd: *b\nsops:\n  mac: a\n  lastmodified: b\n", "it has an alias"),
    ("secret.sops.yaml", "a: [\nsops: {}\n", "yaml: "),
    ("secret.sops.yaml", "a: b\n--- oops\nsops: {}\n", "invalid document separator"),
    ("config.sops.json", '{"sops": ', "it is not JSON"),
    ("config.sops.json", '{"a": 1, "a": 2, "sops": {}}', "a key appears twice"),
    ("config.sops.json", '{"a": 1, "sops": []}', "`sops` is not a mapping"),
    ("config.sops.json", "[" * 100000 + '"sops"', "it is not JSON"),
    ("secrets.sops.env", text_of("secrets.sops.env") + "WORD\n", "one of its lines has no `=`"),
    ("secrets.sops.env", "A=b\nsops_mac=c\n", "`sops` has no lastmodified"),
]


@pytest.mark.parametrize(("name", "text", "message"), BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_sops_did_not_write(name: str, text: str, message: str) -> None:
    for environment in (KEYS, None):
        with pytest.raises(InputError) as caught:
            opened(name, text.encode(), environment)
        assert caught.value.code == "KST334"
        assert message in str(caught.value)
        assert caught.value.diagnostics[0].hint


def sealed_as(kind: str) -> str:
    return f"ENC[AES256_GCM,data:YQ==,iv:Yg==,tag:Yw==,type:{kind}]"


JSON = f"""\
{{"kind": "Secret", "data": {{"a": "{sealed_as("str")}"}}, "stringData": {{"b": "{sealed_as("str")}", "data": "x"}},
 "list": ["{sealed_as("int")}", 1.50, {{}}, [], null, true, "é\\u0001"], "on": "{sealed_as("bool")}",
 "deep": {{"data": "{sealed_as("float")}", "time": "{sealed_as("time")}"}}, "1": 12345678901234567890,
 "sops": {{"mac": "{sealed_as("str")}", "lastmodified": "now"}}}}
"""
PRINTED = """\
{
	"kind": "Secret",
	"data": {
		"a": "cGxhY2Vob2xkZXItYQ=="
	},
	"stringData": {
		"b": "placeholder-b",
		"data": "x"
	},
	"list": [
		1,
		1.50,
		{},
		[],
		null,
		true,
		"é\\u0001"
	],
	"on": true,
	"deep": {
		"data": 1,
		"time": "2000-01-01T00:00:00Z"
	},
	"1": 12345678901234567890
}
"""


def test_json_is_printed_as_sops_prints_it() -> None:
    assert opened("a.json", JSON.encode(), None).decode() == PRINTED
    other = JSON.replace('"Secret"', '"ConfigMap"')
    assert '"a": "placeholder-a"' in opened("a.json", other.encode(), None).decode()
    sealed = sealed_json(JSON.encode(), "a.json")
    assert sealed is not None
    assert [(each.path, each.text) for each in sealed.leaves if not each.is_sealed] == [
        (("kind",), "Secret"), (("stringData", "data"), "x"), (("list",), "1.5"), (("list",), "True"),
        (("list",), "é\x01"), (("1",), "12345678901234567000"),
    ]  # fmt: skip
    assert [each.path for each in sealed.leaves if each.is_data] == [("data", "a")]


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        ("bool", b"True", "true"), ("bool", b"False", "false"), ("int", b"-5", "-5"), ("float", b"1e+21", "1e+21"),
        ("str", b"5", '"5"'), ("str", "ü".encode(), '"ü"'), ("time", b"now", '"now"'), ("str", b'a"b', '"a\\"b"'),
        ("int", b"5}", ""), ("float", b"", ""), ("str", b"\xff", ""), ("int", b"1-", ""),
    ],
)  # fmt: skip
def test_a_value_in_json(kind: str, value: bytes, printed: str) -> None:
    text = f'{{"a": "{sealed_as(kind)}", "sops": {{"mac": "x", "lastmodified": "now"}}}}'
    sealed = sealed_json(text.encode(), "a.json")
    assert sealed is not None
    if printed:
        assert sealed.written([Plain(kind, value)]).decode() == f'{{\n\t"a": {printed}\n}}\n'
        return
    with pytest.raises(InputError, match=r"is not a number|is not UTF-8"):
        sealed.written([Plain(kind, value)])


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (f'{{"data": "{sealed_as("str")}", "sops": {{"mac": "x", "lastmodified": "y"}}}}', b"placeholder-data"),
        (' \n{"data": "", "sops": {"mac": "x", "lastmodified": "y"}}', b""),
        ('{"data": "plain", "sops": {"mac": "x", "lastmodified": "y"}}', b"plain"),
        ('{"data": "x", "more": 1, "sops": {"mac": "x", "lastmodified": "y"}}', None),
        ('["sops"]', None),
        ('{"data": "sops"}', None),
        ("{ is no JSON, and says nothing of s.o.p.s", None),
    ],
)
def test_a_file_of_any_kind(text: str, content: bytes | None) -> None:
    found = Opening([], lambda _: True, None)("/a/key", text.encode())
    assert (None if found is None else found.content) == content


def test_kinds_that_are_not_known_here() -> None:
    for path, content in {"/a/b.ini": b"[sops]\nmac=a\n", "/a/b.yaml": b"a: \xff\nsops:\n"}.items():
        with pytest.raises(InputError) as caught:
            Opening([path], lambda _: False, KEYS)(path, content)
        assert caught.value.code == "KST334"


CLOSED: list[tuple[dict[str, str], str, str]] = [
    ({}, YAML, "there is no age key"),
    ({"SOPS_AGE_KEY": "# a comment"}, YAML, "there is no age key"),
    ({"SOPS_AGE_KEY": OTHER_KEY}, YAML, "none of 1 age keys decrypts it"),
    ({"SOPS_AGE_KEY": KEY[:-1] + "X"}, YAML, "a line of the age keys is not a valid key"),
    ({"SOPS_AGE_KEY_FILE": "/nowhere/keys.txt"}, YAML, "the file of age keys cannot be read"),
    (KEYS, YAML.replace("    age:\n", "    kms:\n"), "it has no age recipient"),
    (KEYS, YAML.replace("    age:\n", "    shamir_threshold: 2\n    age:\n"), "it needs keys of several groups"),
    (KEYS, YAML.replace("-----BEGIN AGE", "-----BEGIN\n                AGE"), "none of 1 age keys decrypts it"),
]


@needs_age
@pytest.mark.parametrize(("environment", "text", "message"), CLOSED, ids=range(len(CLOSED)))
def test_a_file_that_no_key_opens(environment: dict[str, str], text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        opened("secret.sops.yaml", text.encode(), environment)
    assert caught.value.code == "KST334"
    assert KEY[20:] not in f"{caught.value}{caught.value.diagnostics}"


def test_without_the_libraries(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for library in ("pyrage", "cryptography.hazmat.primitives.ciphers.aead"):
        monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setenv("SOPS_AGE_KEY", KEY)
    assert main(["build", "prod"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "the libraries to decrypt it are not installed" in err
    assert "pip install 'kustompy[sops]'" in err


SETTINGS_THAT_MAKE_NO_SENSE: list[tuple[Any, Any, str]] = [
    ({}, [], "the setting 'sops' of kustompy is not a table"),
    ({}, {"file": []}, "[sops] has no setting 'file': there is files"),
    ({}, {"files": "a"}, "the setting 'files' of [sops] is not a list of paths"),
    ({}, {"files": [1]}, "the setting 'files' of [sops] is not a list of paths"),
    ({"a": {"sops": 1}}, {}, 'sops of [inputs."a"] is not a path'),
    ({"a": {"sops": "b", "env": ["C"]}}, {}, '[inputs."a"] has env and sops'),
    ({"a": {"sops": ""}}, {}, '[inputs."a"] has neither env nor value-of nor sops'),
]


@pytest.mark.parametrize(("inputs", "sops", "message"), SETTINGS_THAT_MAKE_NO_SENSE)
def test_settings_that_make_no_sense(inputs: Any, sops: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        declared_of(inputs, {}, sops, "/")
    assert (str(caught.value), caught.value.code) == (message, "KST812")


def test_a_file_that_is_not_there(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "prod/secrets.sops.env").unlink()
    assert main(["build", "prod", "--placeholder-inputs"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "secrets.sops.env: no such file or directory" in err


def sops(directory: Path, script: str) -> str:
    """A program in the place of sops."""
    path = directory / "sops"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys\n{script}")
    path.chmod(0o755)
    return str(path)


PRINTS = """\
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "call.json"), "a") as file:
    print(json.dumps([sys.argv[1:], sorted(os.environ), os.getcwd()]), file=file)
print("A=hush-canary-of-sops")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_the_program(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "prod/kustomization.yaml").write_text("secretGenerator:\n- name: app\n  envs: [secrets.env]\n")
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.setenv("OTHER_TOKEN", "hush-canary-other")
    assert main(["build", "prod", "--sops-command", sops(tree, PRINTS)]) == 0
    [found] = kustompy.load(capsys.readouterr().out)
    assert base64.b64decode(found["data"]["A"]) == b"hush-canary-of-sops"
    [(arguments, names, directory)] = map(json.loads, (tree / "call.json").read_text().splitlines())
    assert arguments[:-1] == ["--decrypt", "--input-type", "dotenv", "--output-type", "dotenv"]
    assert Path(arguments[-1]).parent == Path(directory)
    assert not Path(directory).exists()
    assert "AWS_PROFILE" in names
    assert "OTHER_TOKEN" not in names


FAILING: list[tuple[str, str]] = [
    ("sys.exit('no key: Failed to get the data key required to decrypt the SOPS file.')", "Failed to get the data key"),
    ("sys.exit(128)", "exit status 128"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
@pytest.mark.parametrize(("script", "message"), FAILING)
def test_a_program_that_fails(script: str, message: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "prod", "--sops-command", sops(tree, script)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "[KST334]" in err
    assert main(["build", "prod", "--sops-command", str(tree / "nowhere")]) == 1
    assert "could not decrypt it" in capsys.readouterr().err


def test_a_vault_of_somebody_else(tree: Path) -> None:
    vault = "    hc_vault:\n        - vault_address: https://evil.example.com\n    age:\n"
    content = YAML.replace("    age:\n", vault).encode()
    opening = Opening(["/a.yaml"], lambda _: False, {"VAULT_ADDR": "https://vault.example.com"}, "sops")
    with pytest.raises(KustompyError, match=r"send a token to the vault at https://evil\.example\.com"):
        opening("/a.yaml", content)


@needs_age
def test_the_cases_are_what_the_maker_makes() -> None:
    """Encryption draws what it takes, so that only the plain texts are compared."""
    for name, make in sealing.FILES.items():
        # how many lines the key takes is drawn, too
        assert opened(name, make()).split() == opened(name).split()


NAMES = st.text("abcdefgh", min_size=1, max_size=4)
SCALARS = st.text(max_size=12) | st.integers(-(2**53), 2**53) | st.booleans() | st.sampled_from([None, 1.5, -0.25])
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
    ),
    max_size=4,
)


@needs_age
@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(TREES)
def test_any_json_is_opened_as_it_was(value: dict[str, Any]) -> None:
    try:
        content = sealing.json_file(value, as_floats=False)
    except UnicodeEncodeError:
        return  # half of a character, which JSON of sops cannot have
    assert json.loads(opened("config.sops.json", content)) == value


@needs_age
@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(st.dictionaries(NAMES, st.text(max_size=20), min_size=1, max_size=4))
def test_any_text_is_opened_as_it_was(pairs: dict[str, str]) -> None:
    try:
        content = sealing.yaml_file({"apiVersion": "v1", "texts": pairs})
    except UnicodeEncodeError:
        return
    found = kustompy.load(opened("secret.sops.yaml", content))
    assert found == [{"apiVersion": "v1", "texts": pairs}]
