"""``images``: ``NAME=NEW:TAG@DIGEST`` words, merged by name and sorted by it."""

from __future__ import annotations

from kustompy.editing.edits.named import remove_named
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.editing.draft import Draft

    Image = dict[str, str]

# A part of an image that is to stay as it is: `app=*:v2`.
_KEEP = "*"
_FORMATS = """\
invalid format of image, use one of the following options:
- <image>=<newimage>:<newtag>
- <image>=<newimage>@<digest>
- <image>=<newimage>:<newtag>@<digest>
- <image>=<newimage>
- <image>:<newtag>
- <image>@<digest>
- <image>:<newtag>@<digest>"""


def set_images(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``set image``: a word replaces the entry of its name; a part that is ``*`` keeps the old value."""
    if not words:
        raise UsageError("no image specified", code="KST831")
    changed = {image["name"]: image for image in map(image_of, words)}
    there = draft.fields.get("images", [])
    merged: dict[str, Image] = {}
    for old in there:
        name = old.get("name", "")
        merged.setdefault(name, _merged(changed[name], old) if name in changed else old)
    for name, new in changed.items():
        merged.setdefault(name, _merged(new, {}))
    # kustomize collects images in a map and sorts its keys by their bytes, so the list comes out sorted whatever its
    # order was.
    draft.fields["images"] = [merged[name] for name in sorted(merged, key=str.encode)]


def remove_images(draft: Draft, words: Sequence[str], options: Mapping[str, object]) -> None:
    """``remove image``: entries by name."""
    if not words:
        raise UsageError("no image specified", code="KST831")
    remove_named(draft, "images", "image", words)


def image_of(word: str) -> Image:
    """The entry that a word stands for; ``*`` in a part of it means the part of the old entry."""
    name, equals, reference = word.partition("=")
    if not equals or not name:
        # `=app:v2` is `app:v2` for kustomize.
        bare, tag, digest = split_reference(reference if equals else word)
        if tag is None and digest is None:
            raise UsageError(_FORMATS, code="KST836")
        return _entry(bare, "", tag, digest)
    new_name, tag, digest = split_reference(reference)
    return _entry(name, new_name, tag, digest)


def split_reference(reference: str) -> tuple[str, str | None, str | None]:
    """Name, tag and digest, None for what is not there; the first ``/`` ends what may be a registry with a port."""
    # A colon before the first slash is that of a port: `localhost:5000/app` has no tag.
    start = reference.find("/") + 1
    at = reference.find("@", start)
    digest = reference[at + 1 :] if at >= 0 else None
    rest = reference[:at] if at >= 0 else reference
    colon = rest.find(":", start)
    return (rest[:colon], rest[colon + 1 :], digest) if colon >= 0 else (rest, None, digest)


def _entry(name: str, new_name: str, tag: str | None, digest: str | None) -> Image:
    parts = {"newName": new_name, "newTag": tag, "digest": digest}
    # `app=`, `app:` and `app@` give an entry with nothing but a name, which kustomize accepts as well.
    return {"name": name, **{key: value for key, value in parts.items() if value}}


def _merged(new: Image, old: Image) -> Image:
    """The new entry, in which a star stands for what the old one has."""
    merged = {}
    for key, value in new.items():
        kept = old.get(key, "") if value == _KEEP and key != "name" else value
        if kept or key == "name":
            merged[key] = kept
    return merged
