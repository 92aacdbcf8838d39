"""Every limit holds in every kind of file that a kustomization can name, and in texts inside of the files."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy import Limits
from kustompy.cli import main
from kustompy.errors import LimitError
from kustompy.errors.diagnostic import Diagnostic
from tests.security.named_files import DIRECTORIES, HEAD, NAMED, ONE, TARGET, TRANSFORMER, Named

SIZE, DEPTH, ALIASES, NUMBER = 3_000, 12, 9, 40
LIMITS = {
    "size": (Limits(file_size=SIZE), "KST701", "# " + "y" * SIZE),
    "depth": (Limits(depth=DEPTH), "KST703", "x: " + "[" * DEPTH + "]" * DEPTH),
    "aliases": (Limits(alias_nodes=ALIASES, alias_factor=0), "KST704", "x: [&x [1, 2, 3], *x, *x, *x]"),
    "number": (Limits(number_length=NUMBER), "KST706", "x: " + "9" * (NUMBER + 1)),
}
IN_JSON = {"size": " " * SIZE, "depth": "[" * DEPTH + "]" * DEPTH, "number": "9" * (NUMBER + 1)}
OF_FORM = {"mapping": list(LIMITS), "list": list(LIMITS), "json": list(IN_JSON), "text": ["size"]}
ALL = {**NAMED, **DIRECTORIES, "the kustomization": Named({}, "kustomization.yaml", ONE)}
CASES = [(name, limit) for name, named in ALL.items() for limit in OF_FORM[named.form]]


def refused(tree: dict[str, str], folder: Path, limits: Limits, helm: str = "") -> Diagnostic:
    """What the build of the tree is refused for."""
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with pytest.raises(LimitError) as caught:
        kustompy.build(folder, enable_helm=True, helm_command=helm, limits=limits, enable_alpha_plugins=True)
    return caught.value.diagnostics[0]


def exceeding(named: Named, limit: str) -> str:
    """The text of the named file with something on its last line that exceeds the limit."""
    if named.form == "json":
        value = IN_JSON[limit]
        return f'[\n{{"op": "add", "path": "/x", "value": {value}}}]' if value.strip() else f"[\n{value}]"
    more = LIMITS[limit][2]
    return f"{named.text}- {{op: add, path: /x, {more}\n  }}\n" if named.form == "list" else f"{named.text}{more}\n"


@pytest.mark.parametrize(("name", "limit"), CASES, ids=map(" ".join, CASES))
def test_a_file(name: str, limit: str, tmp_path: Path, helm: str) -> None:
    named, (limits, code, _) = ALL[name], LIMITS[limit]
    text = exceeding(named, limit)
    tree = tmp_path / "tree"
    found = refused({**named.tree, named.file: text}, tree, limits, helm)
    lines = named.text.count("\n") + 1
    wanted = 0 if limit == "size" else 2 if named.form == "json" else lines
    assert (found.code, found.file, found.line) == (code, str(tree / named.file), wanted)
    assert "--max-" in found.hint


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_is_built_within_the_limits(name: str, tmp_path: Path, helm: str) -> None:
    named = NAMED[name]
    built = kustompy.build(tmp_path, files=named.tree, enable_helm=True, helm_command=helm, base=tmp_path)
    assert built.to_yaml()


INSIDE = {
    "a patch": f"{ONE}patches:\n- target: {TARGET}\n  patch: |\n    {HEAD.replace(chr(10), chr(10) + '    ')}{{}}\n",
    "operations": f"{ONE}patches:\n- target: {TARGET}\n  patch: |\n    - op: add\n      path: /x\n      {{}}\n",
    "a strategic merge": f"{ONE}patchesStrategicMerge:\n- |\n  {HEAD.replace(chr(10), chr(10) + '  ')}{{}}\n",
    "a transformer": f"{ONE}transformers:\n- |\n  {HEAD.replace(chr(10), chr(10) + '  ')}{{}}\n",
    "a generator": f"{ONE}generators:\n- |\n  {HEAD.replace(chr(10), chr(10) + '  ')}{{}}\n",
}


@pytest.mark.parametrize("limit", ["depth", "aliases", "number"])
@pytest.mark.parametrize("name", INSIDE)
def test_a_text_inside_of_the_kustomization(name: str, limit: str, tmp_path: Path) -> None:
    limits, code, more = LIMITS[limit]
    text = INSIDE[name].replace("{}", more)
    found = refused({"kustomization.yaml": text, "a.yaml": HEAD}, tmp_path, limits)
    assert (found.code, found.file) == (code, str(tmp_path / "kustomization.yaml"))
    assert found.line == text.count("\n")


@pytest.mark.parametrize("limit", ["depth", "aliases", "number"])
def test_the_annotation_that_names_a_function(limit: str, tmp_path: Path) -> None:
    limits, code, more = LIMITS[limit]
    function = (
        "apiVersion: x/v1\nkind: F\nmetadata:\n  name: f\n  annotations:\n    config.kubernetes.io/function: |\n"
        f"      exec: {{path: f}}\n      {more}\n"
    )
    tree = {"kustomization.yaml": TRANSFORMER, "a.yaml": HEAD, "t.yaml": function}
    assert refused(tree, tmp_path, limits).code == code


RESOURCES = {
    "generated": {"kustomization.yaml": "configMapGenerator: [{name: b}, {name: c}, {name: d}]\n"},
    "of two bases": {
        "kustomization.yaml": "resources: [b, c]\n",
        "b/kustomization.yaml": "configMapGenerator: [{name: b}, {name: c}]\n",
        "c/kustomization.yaml": "configMapGenerator: [{name: d}, {name: e}]\n",
    },
    "of a component": {
        "kustomization.yaml": f"{ONE}components: [c]\n",
        "a.yaml": HEAD,
        "c/kustomization.yaml": "kind: Component\nconfigMapGenerator: [{name: d}, {name: e}]\n",
    },
    "of a file": {"kustomization.yaml": ONE, "a.yaml": "---\n".join(HEAD.replace("a}", f"{at}a}}") for at in range(3))},
}


@pytest.mark.parametrize("tree", RESOURCES.values(), ids=list(RESOURCES))
def test_resources(tree: dict[str, str], tmp_path: Path) -> None:
    found = refused(tree, tmp_path, Limits(resources=2))
    assert (found.code, Path(found.file).name) == ("KST708", "kustomization.yaml")
    assert kustompy.build(tmp_path, limits=Limits(resources=4))


def test_a_document_further_below(tmp_path: Path) -> None:
    """Lines are those of the file, whichever of its documents asks for too much."""
    limits, code, more = LIMITS["depth"]
    found = refused({"kustomization.yaml": ONE, "a.yaml": f"{HEAD}---\n{HEAD}{more}\n"}, tmp_path, limits)
    assert (found.code, found.line) == (code, 8)


NUMBERS = {
    "digits": ("9" * 20_000, True),
    "with a sign": ("-" + "9" * 20_000, True),
    "a fraction": ("0." + "9" * 20_000, True),
    "an exponent": ("1e" + "9" * 20_000, True),
    "hexadecimal": ("0x" + "f" * 20_000, True),
    "with lines below": ("1" + "_" * 20_000, True),
    "quoted": ('"' + "9" * 20_000 + '"', False),
    "a word": ("9" * 20_000 + "g", False),
    "words": ("9" * 20_000 + " and more", False),
}


@pytest.mark.parametrize(("text", "is_number"), NUMBERS.values(), ids=list(NUMBERS))
def test_numbers(text: str, is_number: bool, tmp_path: Path) -> None:
    tree = {"kustomization.yaml": ONE, "a.yaml": f"{HEAD}x: {text}\n"}
    if is_number:
        assert refused(tree, tmp_path, Limits()).line == 4
    built = kustompy.build(tmp_path, files=tree, base=tmp_path, limits=Limits(number_length=30_000))
    assert built.to_yaml()


FLAGS = {
    "--max-file-size": ("10", "KST701"),
    "--max-depth": ("1", "KST703"),
    "--max-alias-nodes": ("0", "KST704"),
    "--max-number-length": ("2", "KST706"),
    "--max-copied-values": ("0", "KST709"),
    "--max-includes": ("0", "KST707"),
    "--max-resources": ("0", "KST708"),
}


@pytest.mark.parametrize("flag", FLAGS)
def test_the_flags(flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    operation = '[{"op": "copy", "from": "/x", "path": "/z"}]'
    (tmp_path / "kustomization.yaml").write_text(f"{ONE}patches: [{{target: {TARGET}, patch: {operation!r}}}]\n")
    (tmp_path / "a.yaml").write_text(f"{HEAD}x: &x [[1234]]\ny: *x\n")
    value, code = FLAGS[flag]
    assert main(["build", str(tmp_path)]) == 0
    assert main(["build", str(tmp_path), flag, value, "--error-format", "text"]) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert main(["lint", str(tmp_path), flag, value]) == 1
    assert code in capsys.readouterr().out
    assert main(["build", str(tmp_path), flag, "many"]) == 1
    assert f"illegal flag value {flag} many" in capsys.readouterr().err
