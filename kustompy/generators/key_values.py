"""Keys and values of config maps and secrets, from env files, literals and files (spec section 3.10)."""

from __future__ import annotations

import os

from kustompy.errors import KustomizationError, KustompyError
from kustompy.model.secrets import HIDDEN, shown_literals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.kustomization.records import ConfigMapArgs, ConfigMapGenerator, SecretGenerator

    Load = Callable[[str], bytes]
    Sources = ConfigMapArgs | ConfigMapGenerator | SecretGenerator
    """What names the sources: an entry of a kustomization, or the config of a generator."""

# bufio.Scanner stops in silence at a line that is longer than its buffer (MaxScanTokenSize), and the pairs behind it
# are lost.
_LONGEST_LINE = 64 * 1024
_BYTE_ORDER_MARK = "\ufeff"


class NotText(KustomizationError):
    """A line of an env file is no UTF-8."""

    default_code = "KST221"


class NoPair(KustomizationError):
    """A literal source has no ``=``."""

    default_code = "KST222"


def key_values(
    config: Sources, load: Load, *, secret: bool = False, entries_of: dict[str, tuple[str, int]] | None = None
) -> dict[str, bytes]:
    """The pairs of a generator's sources, in the order that kustomize reads them: envs, literals, files.

    What is wrong with those of a ``secret`` is told without their values. ``entries_of`` is told for each key the field
    and the index of the source.
    """
    found: dict[str, bytes] = {}
    # kustomize reads env files first, then literals, then files, whatever order the kustomization has: it decides which
    # of two sources of one key is told as the repeated one.
    for field, words, entries in (
        ("envs", "env source files:", config.envs),
        ("literals", "literal sources", config.literals),
        ("files", "file sources:", config.files),
    ):
        for index, entry in enumerate(entries):
            try:
                pairs = _pairs(field, entry, load)
            except KustompyError as error:
                # kustomize prints the sources, the literals of a Secret included.
                shown = _hide(field, entry, entries, error) if secret else entries
                from kustompy.golang.text import listed

                error.worded(f"loading KV pairs: {words} {listed(shown)}: {error}")
                error.located(path=(field, index))
                raise
            for key, value in pairs:
                # An error and no merge: kustomize lets no source win.
                if key in found:
                    raise KustomizationError(
                        f"configmap {config.name} illegally repeats the key `{key}`",
                        code="KST220",
                        path=(field, index),
                        hint=f"remove one of the entries for {key}",
                    )
                found[key] = value
                if entries_of is not None:
                    entries_of[key] = (field, index)
    return found


def _hide(field: str, entry: str, entries: Sequence[str], error: KustompyError) -> Sequence[str]:
    """The sources of a secret as an error may list them; what the error says of one is put in the same words."""
    if isinstance(error, NotText):
        error.worded(f"line {HIDDEN} has invalid utf8 bytes").noted(message=str(error))
    if field != "literals":
        return entries
    if isinstance(error, NoPair):
        error.worded(f"invalid literal source {HIDDEN}, expected key=value")
    error.noted(message=str(error))
    return shown_literals(entries)


def _pairs(field: str, entry: str, load: Load) -> list[tuple[str, bytes]]:
    if field == "envs":
        content = load(entry)
        if type(content) is not bytes:  # what no file can hold: see kustompy.session.inputs
            given: tuple[tuple[str, str], ...] = content.pairs  # type: ignore[attr-defined]
            return [(key, value.encode("utf-8", "surrogateescape")) for key, value in given]
        return list(env_lines(content))
    return [literal(entry) if field == "literals" else file_source(entry, load)]


def env_lines_of(content: bytes) -> dict[str, int]:
    """The number of the line that gives each key of an env file."""
    found: dict[str, int] = {}
    for number, raw in enumerate(content.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK).split("\n"), 1):
        line = raw.removesuffix("\r").lstrip()
        if not line.startswith("#"):
            found.setdefault(line.partition("=")[0], number)
    return found


def env_lines(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The pairs of an env file: ``KEY=value`` a line, blank lines and comments passed over."""
    for number, raw in enumerate(content.split(b"\n")):
        if len(raw) >= _LONGEST_LINE:
            return
        raw = raw.removesuffix(b"\r")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise NotText(
                f"line [{' '.join(map(str, raw))}] has invalid utf8 bytes : {raw.decode('utf-8', 'replace')}"
            ) from None
        if number == 0:
            # Some editors of Windows put one in front of the first line.
            line = line.removeprefix(_BYTE_ORDER_MARK)
        # At the left only: blanks behind a value belong to it, and so do quotes and a `#`.
        line = line.lstrip()
        if not line or line.startswith("#"):
            continue
        # A line without `=` is a key with an empty value: kustomize does not take it from the environment, as docker
        # would.
        key, _, value = line.partition("=")
        if key:
            yield key, value.encode()


def literal(source: str) -> tuple[str, bytes]:
    """The pair of ``key=value``; one pair of quotes around the value goes."""
    key, equals, value = source.partition("=")
    if not equals or not key:
        raise NoPair(f"invalid literal source {source}, expected key=value", hint="write `key=value`")
    # One pair of quotes of the same kind goes, as a shell would take it; what is in them is not unquoted.
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    return key, value.encode("utf-8", "surrogatepass")


def file_source(source: str, load: Load) -> tuple[str, bytes]:
    """The pair of ``path`` or ``key=path``."""
    key, equals, path = source.partition("=")
    if not equals:
        # path.Base passes over slashes at the end; a directory is refused when it is loaded.
        return os.path.basename(source.rstrip("/")) or source, load(source)
    from kustompy.golang.text import quoted

    if "=" in path:
        raise KustomizationError(f"source {quoted(source)} key name or file path contains '='", code="KST223")
    if not key:
        raise KustomizationError(
            f"missing key name for file path {quoted(path)} in source {quoted(source)}", code="KST223"
        )
    if not path:
        raise KustomizationError(
            f"missing file path for key name {quoted(key)} in source {quoted(source)}", code="KST223"
        )
    return key, load(path)
