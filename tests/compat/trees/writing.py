"""Drawn values as text: in block and flow style, with comments, quotes, anchors and merges."""

from __future__ import annotations

from tests.compat.trees.draws import Draws, Value

SAFE_IN_FLOW = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+")


class Writer:
    """Writes one document; the style of each part is drawn, too."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.fancy = draws.odd()
        """Whether this document has comments, flow style or anchors at all."""
        self.anchored = True
        """Whether anchors are among what is fancy."""
        self.anchors: dict[str, list[str]] = {}
        """The anchors that may be spoken of, by the key of what they name."""

    def document(self, value: Value) -> str:
        """The text of a whole document."""
        if self.fancy and self.draws.chance(10) and self._fits_flow(value):
            return self._flow(value) + "\n"
        return self._plain(value, "").removeprefix("\n").removeprefix(" ")

    def _after_key(self, key: str, value: Value, indent: str) -> str:
        """What comes after a colon or a dash, to the end of its last line."""
        if self.fancy:
            known = self.anchors.get(key)
            if known and self.draws.chance(15):
                return f" *{self.draws.one(known)}\n"
            if key and self.anchored and self.draws.chance(4):
                return self._anchored(key, value, indent)
            if value and not isinstance(value, str) and self.draws.chance(8) and self._fits_flow(value):
                return f" {self._flow(value)}\n"
        return self._plain(value, indent)

    def _plain(self, value: Value, indent: str) -> str:
        if isinstance(value, str):
            return self._scalar(value, indent)
        if not value:
            return f" {'{}' if isinstance(value, dict) else '[]'}\n"
        return self._mapping(value, indent) if isinstance(value, dict) else self._sequence(value, indent)

    def _anchored(self, key: str, value: Value, indent: str) -> str:
        written = self._plain(value, indent)
        if isinstance(value, str) and value.startswith(("*", "&", "!")):
            return written
        name = f"{'m' if isinstance(value, dict) else 'n'}{sum(map(len, self.anchors.values()))}"
        self.anchors.setdefault(key, []).append(name)
        return f" &{name}{written}"

    def _scalar(self, value: str, indent: str) -> str:
        comment = "  # note" if self.fancy and self.draws.chance(5) else ""
        first, *more = value.split("\n")
        if first.strip("+-") in ("|", ">") and more:
            return f" {first}{comment}\n" + "".join(f"{indent}  {line}\n" if line else "\n" for line in more)
        if more:
            return f" {first}\n" + "".join(f"{indent}  {line}\n" if line else "\n" for line in more)
        return f" {value}{comment}\n" if value else f"{comment}\n"

    def _mapping(self, value: dict[str, Value], indent: str) -> str:
        text = "\n"
        merged = [name for names in self.anchors.values() for name in names if name.startswith("m")]
        if merged and indent and self.draws.chance(8):
            text += f"{indent}<<: *{self.draws.one(merged)}\n"
        for key, each in value.items():
            if self.fancy and self.draws.chance(3):
                text += self.draws.one((f"{indent}# about {key}\n", "\n", "# at the margin\n"))
            text += f"{indent}{key}:" + self._after_key(key, each, self._below(each, indent))
        return text

    def _below(self, value: Value, indent: str) -> str:
        """The indent of what is in a value: a sequence may stand under its key."""
        if isinstance(value, list) and (not self.fancy or self.draws.chance(50)):
            return indent
        return indent + "  " if not isinstance(value, str) else indent

    def _sequence(self, value: list[Value], indent: str) -> str:
        text = "\n"
        for each in value:
            if isinstance(each, dict) and each:
                inner = self._mapping(each, indent + "  ")
                text += (
                    f"{indent}- {inner.lstrip()}" if not inner.lstrip("\n ").startswith("#") else f"{indent}-{inner}"
                )
            else:
                text += f"{indent}-" + self._after_key("", each, indent + "  " if not isinstance(each, str) else indent)
        return text

    def _fits_flow(self, value: Value) -> bool:
        if isinstance(value, dict):
            return all(self._fits_flow(key) and self._fits_flow(each) for key, each in value.items())
        if isinstance(value, list):
            return all(map(self._fits_flow, value))
        if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
            return "\n" not in value and not value.startswith('"\\')
        return SAFE_IN_FLOW.issuperset(value) and not value.startswith("-")

    def _flow(self, value: Value) -> str:
        if isinstance(value, dict):
            pairs = (f"{key}: {self._flow(each)}" if each != "" else key for key, each in value.items())
            return "{" + ", ".join(pairs) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._flow(each) or "''" for each in value) + "]"
        return str(value)


def document(draws: Draws, value: Value) -> str:
    return Writer(draws).document(value)
