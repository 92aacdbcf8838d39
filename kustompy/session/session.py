"""What the contexts of one build share: files, options, texts already read, counts, warnings."""

from __future__ import annotations

import os
from time import monotonic

from kustompy.errors import KustompyError, LimitError, TimeLimitError
from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.model.resource import NOWHERE
from kustompy.session.options import PRINT
from kustompy.session.repeated import Repeated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext
    from typing import Protocol

    from kustompy.fieldspecs.merge_schema import MergeSchema
    from kustompy.model.copies import Copies
    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.secrets import Mark
    from kustompy.model.values import Value
    from kustompy.rendering.shared_bases import SharedBases
    from kustompy.session.options import Options, Purpose
    from kustompy.system.files import Files

    class Overlaid(Protocol):
        """A kustomization that is not as its file has it, or that has no file at all."""

        directory: str
        generated: list[str] | None
        """The resources of a directory without a kustomization."""

        def lay(self, fields: dict[str, Value], file: str) -> dict[str, Value]:
            """The fields of the kustomization that is built, for those of the file."""

        def moved(self, file: str, path: FieldPath) -> Source | None:
            """Where it is said what stands at a path of the kustomization; None if its file says it."""


# How many bytes that cannot be read are read again to find all mistakes, and four times those that were read.
_REFUSED = 500_000
# At most one in so many includes may revisit a directory (KST707).
_AGAIN = 8


_ADMISSION_POLICIES = {
    ("admissionregistration.k8s.io/v1", kind)
    for kind in ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
}


class Session:
    """What all kustomizations of one build share."""

    __slots__ = (
        "changes", "clones", "cluster_scoped", "copies", "deadline", "directory", "entered", "entered_again", "fetched",
        "files", "held", "helm_api_versions", "helm_is_known", "included", "kustomizations", "made", "manifests",
        "merge_schema", "most_held", "openapi_chosen", "options", "origins", "overlaid", "pattern_steps", "problems",
        "programs", "purpose", "remotes", "secrets", "secured", "trace", "tracking", "trees", "warnings",
    )  # fmt: skip

    bases: SharedBases | None = None
    """What builds of many overlays share; a build of one has nothing to share."""

    def __init__(self, files: Files, options: Options, purpose: Purpose = PRINT) -> None:
        self.files, self.options, self.purpose = files, options, purpose
        self.trace = purpose.trace
        """What notes who writes each value, in a build that is run to tell."""
        self.cluster_scoped = cluster_scoped()
        self.changes = options.changes
        """What holds at the level that is followed and did not at the default one."""
        if options.changes:
            self._follow()
        self.warnings: list[str] = []
        self.included = self.entered_again = 0
        self.entered: set[str] = set()
        self.directory = ""
        """Where the kustomization lies that is built."""
        # Files are made before the limits are known: the largest size is set here, for all ways to read.
        files.largest = options.limits.file_size
        self.deadline, self.made, self.pattern_steps = 0.0, 0, 0
        self.held, self.most_held = 0, options.limits.pattern_steps
        if options.limits.seconds:
            self.deadline = monotonic() + options.limits.seconds
        self.secrets: list[Mark] = options.inputs.marks() if options.inputs is not None else []
        """What was read of Secrets, noted by who read it."""
        if options.inputs is not None:
            files.lay(options.inputs.files)
            files.rewrite = options.inputs.rewriter(self.secrets)
        if options.root:
            # A list, since clones join it: they lie outside of the root, and may be read.
            files.jail = [os.path.realpath(options.root)]
        self.merge_schema: MergeSchema | None = None
        self.openapi_chosen = False
        self.copies: Copies | None = None
        self.clones: dict[str, str] = {}
        """The directory of each repository or chart that was fetched, by what was asked for."""
        self.helm_api_versions: list[str] = []
        """The array behind ``--helm-api-versions``, into which kustomize also writes those of charts."""
        self.helm_is_known = False
        """Whether the helm command has said that it is of a version that serves."""
        self.fetched: dict[str, bytes] = {}
        """The content of each file that was fetched, by its URL."""
        self.secured: list[SSLContext] = []
        """What https is spoken with, once it was: reading the certificates of the system takes long."""
        self.remotes: dict[str, str] = {}
        """What was asked for elsewhere, as it is shown, and the directory that it was fetched into."""
        self.trees: dict[str, None] = {}
        """The directories that other programs read by themselves."""
        self.programs: dict[str, None] = {}
        """The programs that made a part of the build."""
        self.manifests, self.kustomizations = Repeated(), Repeated()
        """What the files of each kind hold, by their contents."""
        self.overlaid: Overlaid | None = None
        """What an object of a controller changes in the kustomization of a directory."""
        self.tracking = False
        """Whether ``buildMetadata`` asks for anything: then kustomize notes origins and transformations."""
        self.origins = purpose.origins
        """Whether resources know where they come from, for kustomize's notes or for the caller."""
        self.problems: list[KustompyError] = []
        """What was refused so far, in a build that goes on to find all mistakes."""

    def track(self, *, asked: bool) -> None:
        """Take notes of origins and transformations if the kustomization asks for anything of that kind."""
        self.tracking, self.origins = asked, asked or self.purpose.origins

    def refuse(self, error: KustompyError) -> None:
        """Raise the error, or note it in a build that goes on to find the others."""
        # The search has an end: 9,000 empty entries took 5.6 s. More than half of this many is not told anyway.
        enough = 2 * self.options.limits.findings
        if not self.purpose.collects or len(self.problems) >= enough or self._has_refused_enough():
            raise error
        self.problems.append(error)

    def _has_refused_enough(self) -> bool:
        """Whether the same broken files were read again and again: thousands of entries may name one."""
        refused = self.manifests.refused + self.kustomizations.refused
        # The files are measured only once there is reason to: each of thousands of mistakes asks.
        return refused > _REFUSED and refused > _REFUSED + 4 * self.files.size_read()

    def _follow(self) -> None:
        """Take note of what is different at the level."""
        from kustompy.model.levels import ADMISSION_POLICIES

        if ADMISSION_POLICIES in self.options.changes:
            self.cluster_scoped |= _ADMISSION_POLICIES

    def read(self, file: str) -> bytes:
        """The content of a file of the build, by its path or URL."""
        return self.fetched[file] if file in self.fetched else self.files.read(file)

    def place_secrets(self, first: int, source: Source) -> None:
        """Put what has been marked since, and stands nowhere else, into the KRM object that says it."""
        # Those before are of other objects, or have their place.
        for index in range(first, len(self.secrets)):
            owner, values = self.secrets[index]
            if owner == NOWHERE:
                self.secrets[index] = source, values

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def admit(self, count: int) -> None:
        """Refuse a build of so many resources if they are too many."""
        if count > self.options.limits.resources:
            raise LimitError(
                f"the build has more than {self.options.limits.resources} resources",
                code="KST708",
                hint="raise the limit: --max-resources",
            )

    def check_time(self) -> None:
        """Refuse to go on with a build whose time is up."""
        if self.deadline and monotonic() > self.deadline:
            raise TimeLimitError(f"the build takes longer than {self.options.limits.seconds:g} seconds", code="KST713")

    def make(self, size: int) -> None:
        """Count characters that generators or vars make, which may be more than was read."""
        self.made += size
        if self.made > self.options.limits.output_size:
            self.refuse_output(self.made)

    def spend(self, count: int) -> None:
        """Take steps of a regular expression from the budget of the build."""
        self.pattern_steps += count
        most = self.options.limits.pattern_steps
        if self.pattern_steps > most:
            raise LimitError(
                f"regular expressions of the build ask for more than {most} steps",
                code="KST711",
                hint="raise the limit: --max-pattern-steps",
            )

    def hold(self, steps: int) -> None:
        """Count what it takes to hold entries of a kustomization against resources, in about microseconds.

        Either of the two may be many, and both are the tree's: the product has a bound that grows with the input.
        """
        self.held += steps
        if self.held <= self.most_held:
            return
        limits = self.options.limits
        self.most_held = most = max(limits.pattern_steps, limits.pattern_factor * self.files.size_read())
        if self.held > most:
            raise LimitError(
                f"entries of kustomizations and the resources they are held against ask for more than {most} steps",
                code="KST711",
                hint="let targets name what they mean, or raise the limit: --max-pattern-steps",
            )

    def refuse_output(self, size: int) -> None:
        """Refuse so many characters, unless the input is that large as well."""
        limits = self.options.limits
        most = max(limits.output_size, limits.output_factor * self.files.size_read())
        if size > most:
            raise LimitError(
                f"the build makes more than {most} characters", code="KST714", hint="raise the limit: --max-output-size"
            )

    def include(self) -> None:
        """Count a base, component or file that the build is made of."""
        self.included += 1
        if self.deadline:
            self.check_time()
        if self.included > self.options.limits.includes:
            raise LimitError(
                f"the build is made of more than {self.options.limits.includes} files and directories",
                code="KST707",
                hint="raise the limit: --max-includes",
            )

    def enter(self, directory: str) -> None:
        """Count a directory that is included again: bases that each name the next ones twice have no end."""
        # Ten levels that each name the next one twice are a thousand builds of the last; twenty, a million, in a tree
        # of a few KB.
        if directory not in self.entered:
            self.entered.add(directory)
            return
        self.entered_again += 1
        most = self.options.limits.includes // _AGAIN
        if self.entered_again > most:
            raise LimitError(
                f"the build includes directories again more than {most} times",
                code="KST707",
                hint="include each base once, or raise the limit: --max-includes",
            )

    def close(self) -> None:
        """Forget what was read, and remove what was fetched for this build."""
        # A Build keeps its session for messages and traces: what was read would live as long.
        self.manifests.clear()
        self.kustomizations.clear()
        self.files.release()
        if self.clones:
            from kustompy.session.remote import remove_clones

            remove_clones(self)
