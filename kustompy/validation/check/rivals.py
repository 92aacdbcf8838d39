"""Fields that exclude each other: which of them to blame, and how to remove the other."""

# A strategic merge patch adds its member of a union and leaves the one of the base. To blame is the patch then, and the
# remedy is a null for the other member in it.

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.check.subject import Subject
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.schema.finding import Finding
    from kustompy.validation.table.broken import Broken


def settle(subject: Subject, finding: Finding, broken: Broken) -> Finding:
    """The finding moved to the field that was written last, with the remedy."""
    rivals = broken.rivals
    newer = _from_elsewhere(subject, rivals)
    older = [path for path in rivals if path not in newer]
    if not newer or not older:
        others = [path for path in rivals if path != finding.path] or [finding.path]
        hint = finding.hint or f"remove {_name(finding.path)} or {_name(others[0])}"
        return finding.replace(hint=hint)
    removed = finding.path if finding.path in older else older[0]
    kept = newer[-1]
    hint = f"the patch leaves {_name(removed)} as it was: write `{_name(removed)}: null` in it"
    if finding.path == kept:
        return finding.replace(hint=hint)
    if broken.names_rival:
        message = f"Forbidden: may not be specified together with {_name(removed)}"
    else:
        reason, _, rest = finding.message.partition(": ")
        message = f"{reason}: {_name(removed)}: {rest}"
    return finding.replace(hint=hint, path=kept, message=message)


def _from_elsewhere(subject: Subject, rivals: tuple[Path, ...]) -> list[Path]:
    """The fields that were written by another file than the one with the resource's ``kind``."""
    if subject.locate is None:
        return []
    home = subject.locate(subject.document, (*subject.base, "kind"), False)  # noqa: FBT003  # any callable may be given
    found = []
    for path in rivals:
        place = subject.locate(subject.document, (*subject.base, *path), False)  # noqa: FBT003  # any callable may be given
        if home is not None and place is not None and place[0] != home[0]:
            found.append(path)
    return found


def _name(path: Path) -> str:
    return str(path[-1]) if path else "one"
