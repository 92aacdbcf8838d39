"""What somebody may have meant by a name that is not there; looked for only when something failed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.resource import Resource

# Comparing takes time with the length of both; a hint is not worth more.
_LONG, _MANY = 200, 5000


def similar(name: str, names: Iterable[str]) -> str:
    """The most similar of the names; empty if none is similar."""
    return next(iter(all_similar(name, names, 1)), "")


def all_similar(name: str, names: Iterable[str], most: int) -> list[str]:
    """The most similar of the names, the best first, in whatever case they are written."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(names))
    if len(name) > _LONG or len(known) > _MANY:
        return []
    # Kinds and names mind case in Kubernetes, so another case is a likely mistake.
    lowered = {each.lower(): each for each in known}
    return [lowered[each] for each in get_close_matches(name.lower(), lowered, n=most)]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A hint that names the most similar one."""
    close = similar(name, names)
    return f"did you mean `{close}`?" if close else ""


class Comparisons:
    """A run's search for similar names, which ends when it has taken long enough: two names take some 20 us."""

    __slots__ = ("left",)

    def __init__(self, most: int = 20_000) -> None:
        self.left = most

    def did_you_mean(self, name: str, names: Iterable[str]) -> str:
        """A hint that names the most similar one; empty once too many have been compared."""
        known = list(dict.fromkeys(names))
        self.left -= len(known)
        return did_you_mean(name, known) if self.left >= 0 else ""


def other_type(found: str, wanted: str, name: str, written: str) -> str:
    """A hint for a value of the wrong type, from both types, the name of the field, and how the value is written."""
    # The types are those of kustomize's Go structs, as its own message names them.
    if wanted in ("types.PatchStrategicMerge", "types.SortOrder"):
        wanted = "string"
    written = written.strip()
    # `patchesStrategicMerge:` lists files, `patches:` lists mappings: who moves an entry over forgets the key.
    if wanted == "types.Patch" and found == "string":
        return f"write `- path: {written}`" if written and "\n" not in written else "write `- path:` and the file"
    # A hint is one line.
    if len(written) > _LONGEST or "\n" in written:
        written = ""
    if wanted.startswith("[]"):
        return _as_list(found, name, written)
    if found == "array":
        what = "one text" if wanted == "string" else "a mapping"
        return f"`{name}` is {what}: remove the dash or the brackets"
    if wanted in ("int", "int64", "bool"):
        # YAML makes a text of what is in quotes, and Go reads no number from a text.
        bare = written.strip("'\"")
        fits = bare in ("true", "false") if wanted == "bool" else bare.isdigit()
        word = "true or false" if wanted == "bool" else "a number"
        return f"remove the quotes: `{name}: {bare}`" if fits else f"`{name}` is {word}"
    if wanted == "string" and found in ("number", "bool"):
        return f'put it in quotes: `"{written}"`' if written else "put it in quotes"
    if wanted == "string" and found == "object":
        key, colon, value = written.partition(": ")
        # `key: value` is how config maps are written elsewhere.
        if name == "literals" and colon:
            return f"write `{key}={value}`"
        if name == "resources" and key == "path":
            return "an entry with `path:` belongs under `patches:`"
        return f"`{name}` takes texts: remove what makes it a mapping, such as a colon behind a word"
    return f"`{name}` is a mapping: write `key: value` below it"


_LONGEST = 80


def _as_list(found: str, name: str, written: str) -> str:
    if found == "object":
        return f"`{name}` is a list: put a dash before each entry, even before a single one"
    return f"`{name}` is a list: write `- {written}` below it" if written else f"`{name}` is a list"


def similar_resource(kind: str, name: str, resources: Iterable[Resource]) -> str:
    """A hint that tells which resource may have been meant: a similar name of the kind, or the name of another kind."""
    every = list(resources)
    same_kind = [each for each in every if not kind or each.kind == kind]
    # Also by the names that it had: a base is renamed by overlays, and users write what they see in a file.
    names = {old: each.name for each in same_kind for old in (each.name, *(key[0] for key in each.previous))}
    close = similar(name, names)
    if close and close != name:
        return f"did you mean {kind or 'the resource'} `{close}`?"
    named = [each for each in every if name == each.name or any(name == key[0] for key in each.previous)]
    if named:
        return _other_of_this_name(kind, named[0])
    kinds = similar(kind, (each.kind for each in every))
    return f"did you mean kind `{kinds}`?" if kinds and kinds != kind else ""


def _other_of_this_name(kind: str, found: Resource) -> str:
    """What to write so that a resource of this name is meant."""
    if found.kind != kind and kind:
        return f"the resource of this name is a {found.kind}: write `kind: {found.kind}`"
    where = f"in namespace {found.namespace}" if found.namespace else "without a namespace"
    version = found.manifest.get("apiVersion")
    return f"{found.kind} {found.name} is there {where}, of apiVersion {version}: write the same here"
