"""The walk over a kustomization: every file it names is copied, every root it names is copied the same way."""

from __future__ import annotations

import os

from kustompy.editing.localizing.names import FOLDER, check_ref, path_of_file, path_of_root
from kustompy.editing.localizing.plugins import localized_plugins
from kustompy.editing.proven import proven_text
from kustompy.errors import BARE_DIRECTORY, KustomizationError, KustompyError, LoadError, wrapping
from kustompy.kustomization.file import FILE_NAMES, parse_kustomization
from kustompy.model.values import copied
from kustompy.system.files import is_within
from kustompy.system.root import Root, is_remote_file, may_be_remote
from kustompy.yamlio.read.manifests import read_manifests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Fields = dict[str, Value]

_DEFAULT_HOME = "charts"


class Copier:
    """One root: where it lies, and where its copy goes."""

    __slots__ = ("new", "place", "root", "scope", "session")

    def __init__(self, session: Session, root: Root, scope: str, new: str, place: str) -> None:
        self.session, self.root, self.scope, self.new, self.place = session, root, scope, new, place

    def copy(self) -> None:
        """Copy the kustomization, and everything it names before it."""
        name, source = self.kustomization()
        path = os.path.join(self.root.directory, name)
        fields = parse_kustomization(source, path)
        localized = copied(fields)
        self.native_fields(localized)
        for field in ("generators", "transformers", "validators"):
            if localized.get(field):
                localized[field] = [self.plugin(entry, field) for entry in localized[field]]
        # kustomize prints the copy anew, sorted and without comments. Here only references that changed are written in
        # it.
        self.write(name, proven_text(source, path, fields, localized))

    def kustomization(self) -> tuple[str, bytes]:
        found = [name for name in FILE_NAMES if os.path.exists(os.path.join(self.root.directory, name))]
        if not found:
            raise LoadError(
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' "
                f"in directory '{self.root.directory}'",
                code="KST307",
                fault=BARE_DIRECTORY,
            )
        if len(found) > 1:
            raise KustomizationError(
                f"Found multiple kustomization files under: {self.root.directory}\n", code="KST206"
            )
        return found[0], self.root.load(found[0])

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the copy; what is there already was written by this walk."""
        from kustompy.editing.saving import save

        target = os.path.normpath(os.path.join(self.place, path))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        save(target, None, content)

    # ---- fields ----

    def native_fields(self, fields: Fields) -> None:
        if fields.get("openapi", {}).get("path"):
            with_words = self.worded("unable to localize openapi path", self.file)
            fields["openapi"]["path"] = with_words(fields["openapi"]["path"])
        for field, localized in (
            ("bases", self.directory), ("components", self.directory), ("configurations", self.file),
            ("crds", self.file), ("resources", self.resource),
        ):  # fmt: skip
            if field in fields:
                one = self.worded(f"unable to localize {field} entry", localized)
                fields[field] = [one(entry) for entry in fields[field]]
        for field in ("configMapGenerator", "secretGenerator"):
            for entry in fields.get(field, []):
                self.worded(f"unable to localize {field}", self.generator)(entry)
        self.charts(fields)
        for field in ("patches", "patchesJson6902"):
            for entry in fields.get(field, []):
                if entry.get("path"):
                    entry["path"] = self.worded(f"unable to localize {field}", self.file)(entry["path"])
        if "patchesStrategicMerge" in fields:
            one = self.worded("unable to localize patchesStrategicMerge entry", self.patch)
            fields["patchesStrategicMerge"] = [one(entry) for entry in fields["patchesStrategicMerge"]]
        for entry in fields.get("replacements", []):
            if entry.get("path"):
                entry["path"] = self.worded("unable to localize replacements entry", self.file)(entry["path"])

    def worded(self, words: str, localized: Callable[[Value], str]) -> Callable[[Value], str]:
        """``localized``, with words before its errors; an empty entry stays empty."""

        def call(entry: Value) -> str:
            if entry == "":
                return ""
            with wrapping(f"{words}"):
                return localized(entry)

        return call

    def generator(self, entry: Fields) -> str:
        """Localize the sources of a config map or secret."""
        if entry.get("env"):
            entry["env"] = self.file(entry["env"])
        if "envs" in entry:
            entry["envs"] = [each and self.file(each) for each in entry["envs"]]
        if "files" in entry:
            entry["files"] = [each and self.source(each) for each in entry["files"]]
        return ""

    def source(self, source: str) -> str:
        """Localize ``[key=]path``; a key that was not written stays so."""
        key, equals, path = source.partition("=")
        if not equals:
            return self.file(source)
        return f"{key}={self.file(path)}"

    def charts(self, fields: Fields) -> None:
        for index, entry in enumerate(fields.get("helmChartInflationGenerator", [])):
            words = f"helmChartInflationGenerator entry {index}"
            if entry.get("values"):
                entry["values"] = self.worded(f"unable to localize {words} values", self.file)(entry["values"])
            self.chart_home(entry, f"unable to copy {words}")
        for index, entry in enumerate(fields.get("helmCharts", [])):
            words = f"unable to localize helmCharts entry {index}"
            if entry.get("valuesFile"):
                entry["valuesFile"] = self.worded(f"{words} valuesFile", self.file)(entry["valuesFile"])
            if "additionalValuesFiles" in entry:
                one = self.worded(f"{words} additionalValuesFiles", self.file)
                entry["additionalValuesFiles"] = [one(each) for each in entry["additionalValuesFiles"]]
        if "helmGlobals" in fields:
            self.chart_home(fields["helmGlobals"], "unable to copy helmGlobals")
        # Charts that are pulled or lie at the default place need no `helmGlobals`, but their home has to come along.
        elif fields.get("helmCharts"):
            self.chart_home({}, "unable to copy default chart home")

    def chart_home(self, entry: Fields, words: str) -> None:
        home = entry.get("chartHome", "")
        with wrapping(f"{words}"):
            new = self.home(home or _DEFAULT_HOME)
        if home:
            entry["chartHome"] = new

    def home(self, path: str) -> str:
        """Copy the folder of charts, if it is there; the path of the copy."""
        # kustomize keeps absolute paths for later: the copy would depend on where it lies.
        if os.path.isabs(path):
            raise LoadError(f'absolute path "{path}" not handled in alpha', code="KST855")
        cleaned = os.path.normpath(path)
        # No charts there: they are pulled when the copy is built, as they would be for the original.
        if not os.path.exists(os.path.join(self.root.directory, cleaned)):
            return os.path.relpath(os.path.join(self.root.directory, cleaned), self.root.directory)
        with wrapping(f'unable to copy home "{path}": invalid chart home'):
            root = self.below(path)
        is_default = cleaned == _DEFAULT_HOME
        new = cleaned if is_default else os.path.relpath(root.directory, self.root.directory)
        target = os.path.normpath(os.path.join(self.place, new))
        # Several entries may share a home, which is copied once.
        if not os.path.exists(target):
            self.copy_folder(root.directory, target)
        return new

    def copy_folder(self, source: str, target: str) -> None:
        """Copy files and folders, but no links."""
        from kustompy.editing.draft import read_bytes
        from kustompy.editing.saving import save

        os.makedirs(target, exist_ok=True)
        for folder, folders, names in os.walk(source):
            # The new directory may lie in the folder that is copied: without this the copy would be copied into
            # itself, for ever.
            if is_within(os.path.realpath(folder), self.new):
                folders.clear()
                continue
            place = os.path.normpath(os.path.join(target, os.path.relpath(folder, source)))
            os.makedirs(place, exist_ok=True)
            # kustomize follows no links either: what they lead to may lie outside of the scope.
            folders[:] = [each for each in folders if not os.path.islink(os.path.join(folder, each))]
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    save(os.path.join(place, name), None, read_bytes(path))

    # ---- references ----

    def file(self, path: str) -> str:
        """Copy a file; its path from the copy of this root."""
        content = self.content(path)
        return self.put(path, content)

    def content(self, path: str) -> bytes:
        with wrapping("invalid file reference"):
            if is_remote_file(path):
                from kustompy.session.remote import fetch_file

                return fetch_file(path, self.session)
            if os.path.isabs(path):
                # A file that is not there is reported as missing even if an absolute path is refused in any case.
                self.root.files.resolved(os.path.normpath(path), path)
            content = self.root.load(path)
        if os.path.isabs(path):
            raise LoadError(f'absolute paths not yet supported in alpha: file path "{path}" is absolute', code="KST855")
        real = self.real(path)
        if is_within(os.path.dirname(real), self.new):
            raise LoadError(f'file "{path}" at "{real}" enters localize destination "{self.new}"', code="KST855")
        return content

    def real(self, path: str) -> str:
        return self.root.files.resolved(self.root.path_of(path))[0]

    def put(self, path: str, content: bytes) -> str:
        """Write the content of a reference to where its copy belongs."""
        if is_remote_file(path):
            self.refuse_folder("file", path)
            name = path_of_file(path)
        else:
            # By the real path: links and detours of the reference are straightened, so that the copy needs neither.
            name = os.path.relpath(self.real(path), self.root.directory)
        self.write(name, content)
        return name

    def refuse_folder(self, noun: str, path: str) -> None:
        # What is fetched would be mixed with files of the user.
        if os.path.lexists(os.path.join(self.root.directory, FOLDER)):
            raise LoadError(
                f'{self.root.directory} already contains {FOLDER} needed to store {noun} "{path}"', code="KST855"
            )

    def resource(self, path: str) -> str:
        """Copy a file, or else a root."""
        try:
            return self.file(path)
        except KustompyError as error:
            # A resource is tried as a file first, and both failures are named: kustomize cannot know which one was
            # meant.
            of_file = str(error)
        words = f'could not localize path "{path}" as file: {of_file}; could not localize path "{path}" as directory'
        with wrapping(words):
            return self.directory(path)

    def directory(self, path: str) -> str:
        """Copy the kustomization in a directory or repository; its path from the copy of this root."""
        root = self.below(path)
        # A root in the same clone lies beside this one, so the relative path still holds in the copy.
        if root.repo and root.repo != self.root.repo:
            from kustompy.session.git_url import parse_git_url

            self.refuse_folder("root", path)
            url = parse_git_url(path)
            assert url is not None
            name = path_of_root(url, os.path.relpath(root.directory, root.repo))
        else:
            name = os.path.relpath(root.directory, self.root.directory)
        place = os.path.normpath(os.path.join(self.place, name))
        os.makedirs(place, exist_ok=True)
        with wrapping(f'unable to localize root "{path}"'):
            Copier(self.session, root, self.scope, self.new, place).copy()
        return name

    def below(self, path: str) -> Root:
        """The root that a reference names, which has to lie in the scope and outside of the copy."""
        is_remote = may_be_remote(path)
        if is_remote:
            check_ref(path)
        with wrapping("invalid root reference"):
            root = None
            if is_remote:
                from kustompy.session.remote import fetched_root

                root = fetched_root(path, self.root, self.session)
            if root is None:
                root = self.root.below(path)
        # A clone is a scope by itself, which the loader of roots keeps to.
        if root.repo == self.root.repo and not root.repo:
            if not is_within(root.directory, self.scope):
                raise LoadError(f'root "{root.directory}" outside localize scope "{self.scope}"', code="KST852")
            if is_within(root.directory, self.new):
                raise LoadError(f'root "{root.directory}" in localize destination "{self.new}"', code="KST852")
        return root

    # ---- resources that are written in the kustomization, or in files of their own ----

    def patch(self, entry: str) -> str:
        """Copy the file of a strategic merge patch, unless the entry is the patch itself."""
        content = self.manifests_of(entry)[1]
        return entry if content is None else self.put(entry, content)

    def manifests_of(self, entry: str) -> tuple[list[Fields], bytes | None]:
        """The manifests that an entry is or names, and the bytes of the file that it names."""
        try:
            # Any text may be the manifests themselves: kustomize tries to read it as such before it takes it for a
            # path.
            found = read_manifests(entry)
            return found, None
        except KustompyError as error:
            inline = str(error)
        from kustompy.golang.text import quoted

        words = f"unable to load resource entry {quoted(entry)}: when parsing as inline received error: {inline}"
        with wrapping(f"{words}\nwhen parsing as filepath received error"):
            content = self.content(entry)
            return read_manifests(content), content

    def plugin(self, entry: str, field: str) -> str:
        """Localize the paths in the configs of builtins, printed anew."""
        if entry == "":
            return ""
        with wrapping(f"unable to load {field} entry"):
            manifests, content = self.manifests_of(entry)
        text = localized_plugins(manifests, self)
        return text if content is None else self.put(entry, text.encode())
