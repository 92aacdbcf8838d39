"""A base of manifests that exist, byte for byte: a folder of them, or what helm has rendered."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from kustompy.editing.draft import read_bytes, read_inside
from kustompy.editing.packages.reading import YAML_NAMES, files
from kustompy.errors import KustompyError, UsageError, YamlError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.values import plain
from kustompy.scaffolding.ordered import text_of
from kustompy.scaffolding.workloads import KUSTOMIZATION
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.manifests import read_manifests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from kustompy.model.values import Manifest

_ENDINGS = (*YAML_NAMES, ".json")
_HOOK = "helm.sh/hook"
_SOURCE = "# Source: "


class Taken(NamedTuple):
    """The files of a base by name, and the manifests that a build of it has to print."""

    files: dict[str, bytes]
    manifests: list[Manifest]

    def notes(self) -> list[str]:
        """A sentence for each manifest that another tool than helm deploys otherwise, or that shows a secret."""
        notes = []
        for each in self.manifests:
            # helm runs hooks before or after all others, and may delete them; kustomize prints them like any object.
            annotations = each.get("metadata", {}).get("annotations") or {}
            if _HOOK in annotations:
                notes.append(
                    f"{_name(each)} is a hook of helm ({annotations[_HOOK]}): it is applied like the others now"
                )
            if each.get("kind") == "Secret" and (each.get("data") or each.get("stringData")):
                notes.append(f"{_name(each)} holds its values: declare them as inputs, or encrypt the file with sops")
        return notes


def of_folder(directory: str) -> Taken:
    """The files of a folder. A UsageError (KST872) names one that is no manifest, or there is none."""
    found = {}
    for path, shown in files(directory, _ENDINGS, with_packages=True):
        if os.path.basename(shown) in FILE_NAMES:
            raise UsageError(
                f"{path} is a kustomization",
                code="KST872",
                hint=f"take what it renders to: kustompy build {os.path.dirname(path) or '.'} -o rendered.yaml",
            )
        # Read without following a link out of the folder, which may be a checkout of somebody else.
        found[shown.replace(os.sep, "/")] = read_inside(path, directory)
    return _taken(found, directory)


def of_render(path: str) -> Taken:
    """What ``helm template`` printed or wrote: a file, whose documents get files as the chart had them, or a folder."""
    if os.path.isdir(path):
        return of_folder(path)
    whole: dict[str, list[str]] = {}
    # helm sorts documents by kind, so that those of one template need not stand together.
    for index, text in enumerate(_documents(read_bytes(path), path)):
        whole.setdefault(_file_of(text, index), []).append(text)
    return _taken({name: "---\n".join(texts).encode() for name, texts in whole.items()}, path)


def _documents(content: bytes, path: str) -> list[str]:
    try:
        text = content.decode()
        found = [each if isinstance(each, str) else each.decode() for each in chunks(text)]
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8", code="KST872", hint="name what `helm template` printed") from None
    except YamlError as error:
        raise _unusable(path, error) from None
    return [each.removeprefix("---\n") for each in found]


def _file_of(text: str, index: int) -> str:
    """``chart/templates/web.yaml`` of a comment of helm's becomes ``web.yaml``, with what is between kept."""
    for line in text.split("\n"):
        if line.startswith(_SOURCE):
            # A comment is text of the chart: `..` and odd characters must not become a path out of the base.
            parts = [each for each in line.removeprefix(_SOURCE).strip().split("/") if each not in ("", ".", "..")]
            parts = [each for each in parts[1:] if each != "templates"] if len(parts) > 1 else parts
            name = "/".join("".join(c if c.isalnum() or c in "-_." else "-" for c in each) for each in parts)
            # Never the name of the kustomization that the base gets itself.
            if name.endswith(_ENDINGS) and name.rpartition("/")[2] not in FILE_NAMES:
                return name
    return f"document-{index}.yaml"


def _taken(found: dict[str, bytes], where: str) -> Taken:
    manifests: list[Manifest] = []
    kept = {}
    for name, content in found.items():
        own = _manifests(content, os.path.join(where, name) if os.path.isdir(where) else where)
        # A template whose condition is false leaves nothing but comments.
        if own:
            kept[name] = content
            manifests += own
    if not manifests:
        raise UsageError(
            f"there are no manifests in {where}", code="KST872", hint="name a folder of YAML or JSON files"
        )
    fields = {**KUSTOMIZATION, "resources": sorted(kept)}
    return Taken({"kustomization.yaml": text_of(fields).encode(), **kept}, manifests)


def _manifests(content: bytes, path: str) -> list[Manifest]:
    try:
        return [plain(each) for each in read_manifests(content)]
    except KustompyError as error:
        raise _unusable(path, error) from None


def _unusable(path: str, error: KustompyError) -> UsageError:
    return UsageError(
        f"{path} holds no manifests: {error}",
        code="KST872",
        hint="move what is no manifest out of the folder, or name what the tool renders",
    )


def lost(before: Iterable[Manifest], after: Iterable[Manifest]) -> list[str]:
    """The manifests that only one side has, by name: with ``-`` those of before, with ``+`` those of after."""
    from collections import Counter

    had, have = _counted(before, Counter()), _counted(after, Counter())
    return [*_names(had - have, "-"), *_names(have - had, "+")]


def _counted(manifests: Iterable[Manifest], counter: Counter[str]) -> Counter[str]:
    # As text, which can be counted: two objects that are equal have to be there twice.
    counter.update(json.dumps(each, sort_keys=True, default=str) for each in manifests)
    return counter


def _names(counter: Counter[str], sign: str) -> Iterator[str]:
    return (f"{sign} {_name(json.loads(each))}" for each in counter)


def _name(manifest: Manifest) -> str:
    metadata = manifest.get("metadata") or {}
    namespace = metadata.get("namespace")
    return f"{manifest.get('kind')} {f'{namespace}/' if namespace else ''}{metadata.get('name')}"
