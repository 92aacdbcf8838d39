"""Where a patch is written, and how errors call it."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.model.secrets import HIDDEN, WHOLE_FILE, is_of_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.kustomization.builtins import Transform
    from kustompy.kustomization.configs import Config
    from kustompy.model.paths import Source
    from kustompy.model.resource_set import ResourceSet
    from kustompy.provenance.places import Place
    from kustompy.session.context import Context


class PatchName:
    """How errors call a patch: by its path, or by its text, which is quoted when there is an error to tell."""

    __slots__ = ("is_private", "kind", "path", "text")

    def __init__(self, path: str, text: str, kind: str) -> None:
        self.path, self.text, self.kind = path, text, kind
        self.is_private: bool | None = None
        """Whether it writes values of Secrets, known when it has been read."""

    def __str__(self) -> str:
        if self.path:
            return f'[path: "{self.path}"]'
        from kustompy.golang.text import quoted

        is_private = is_of_secrets(self.text, self.kind) if self.is_private is None else self.is_private
        return f"[patch: {HIDDEN if is_private else quoted(self.text)}]"


class PatchText:
    """Where a patch is written: in a file, or in what a field of the config says; errors of a block are put there."""

    __slots__ = ("config", "context", "field", "file")

    def __init__(self, file: str, config: Config, context: Context, *field: str | int) -> None:
        self.file, self.config, self.context, self.field = file, config, context, field

    def __enter__(self) -> None:
        """Nothing is done before something fails."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, KustompyError):
            self.put(error)

    def put(self, error: KustompyError) -> None:
        """Let the path of the error lead through the patch, unless the error knows another place."""
        first = error.diagnostics[0]
        if first.file or first.sources:
            return
        from kustompy.golang.regexp.nodes import RegexpError
        from kustompy.model.label_selector import SelectorError

        # A pattern or selector that cannot be read stands in the target, not in the patch.
        if isinstance(error, (RegexpError, SelectorError)):
            error.noted(path=("target",))
        elif self.file:
            error.located(file=self.file)
        else:
            # Errors of a step are placed below its entry by whoever runs it: the path must not lead there twice.
            text = self.config.where(*self.field)[len(self.config.entry) :]
            error.noted(inline=((first.document, first.path), *first.inline), path=text, document=0)

    def placed(self, run: Transform) -> Transform:
        """The same, with errors that tell their place in the patch."""

        def run_and_place(resources: ResourceSet) -> None:
            try:
                run(resources)
            except KustompyError as error:
                self.put(error)
                raise

        return run_and_place

    def source(self) -> Source:
        """What the patch writes into Secrets is marked as read here."""
        return (self.file, WHOLE_FILE, ()) if self.file else self.context.source_of(self.config, *self.field)

    def hide(self) -> None:
        """Show nothing of the patch, which was not read and may be of a Secret."""
        self.context.session.secrets.append((self.source(), None))

    def place(self) -> Place | None:
        """The place that a traced build is told; None in one that is not traced."""
        trace = self.context.session.trace
        if trace is None:
            return None
        return trace.file(self.file) if self.file else trace.spot(self.config, *self.field)
