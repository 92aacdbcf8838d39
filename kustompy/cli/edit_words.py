"""The words of ``kustompy edit``: what each one changes, and the flags that it takes."""

from __future__ import annotations

from kustompy.cli.flags import LIST, SLICE, TEXT, Flag

REPRINT = Flag("reprint", "print the whole file anew, as kustomize does")


class Word:
    """One edit: its meaning, flags, and the function that makes it, as ``module:name``."""

    __slots__ = ("flags", "home", "meaning", "usage", "writes")

    def __init__(
        self, home: str, meaning: str, usage: str, flags: tuple[Flag, ...] = (), *, writes: bool = True
    ) -> None:
        module, _, name = home.partition(":")
        self.home = f"kustompy.{module}:{name}" if "." in module else f"kustompy.editing.edits.{module}:{name}"
        self.meaning, self.usage, self.flags, self.writes = meaning, usage, flags, writes


_FORCE = Flag("force", "overwrite what is there", short="f")
_IGNORE = Flag("ignore-non-existence", "ignore what is not there", short="i")
_NO_VERIFY = Flag("no-verify", "skip looking whether the files are there")
_NAMESPACE = Flag("namespace", "namespace of the entry", TEXT)
_LITERAL = Flag("from-literal", "key and value, as key=value", LIST)
_TARGETS = tuple(
    Flag(name, f"{name.replace('-', ' ')} of the target", TEXT)
    for name in ("annotation-selector", "group", "kind", "label-selector", "name", "namespace", "version")
)
_PATCH = (Flag("path", "path of the patch file", TEXT), Flag("patch", "the patch itself", TEXT), *_TARGETS)
_SOURCES = (
    Flag("from-file", "a file, perhaps behind its key: [key=]path", SLICE),
    _LITERAL,
    Flag("from-env-file", "a file of lines of key=value", TEXT),
    _NAMESPACE,
    Flag("disableNameSuffixHash", "leave the hash out of the name"),
)
_SET = (_LITERAL, _NAMESPACE, Flag("new-namespace", "another namespace for the entry", TEXT))

# The words, meanings and flags of kustomize v5.8.1. `add configuration` and `remove` of what is added by pattern are
# ours. A function is named by its module, so that `edit` loads the one that it runs.
GROUPS: dict[str, dict[str, Word]] = {
    "add": {
        "annotation": Word("labels:add_annotations", "Adds one or more commonAnnotations", "KEY:VALUE...", (_FORCE,)),
        "base": Word("lists:add_bases", "Adds one or more bases to resources", "DIR,..."),
        "buildmetadata": Word("build_metadata:add_build_metadata", "Adds options to buildMetadata", "OPTION,..."),
        "component": Word("lists:add_components", "Adds the names of components", "PATTERN..."),
        "configmap": Word(
            "generators:add_config_map", "Adds a configMapGenerator, or sources to one", "NAME",
            (*_SOURCES, Flag("behavior", "create, merge or replace", TEXT)),
        ),
        "configuration": Word("lists:add_configurations", "Adds the names of configurations", "PATTERN..."),
        "generator": Word("lists:add_generators", "Adds the names of generators", "PATTERN..."),
        "label": Word(
            "labels:add_labels", "Adds one or more commonLabels, or labels", "KEY:VALUE...",
            (
                _FORCE,
                Flag("without-selector", "add to labels, and so to no selector"),
                Flag("include-templates", "with --without-selector: add to templates, too"),
            ),
        ),
        "patch": Word("patches:add_patch", "Adds an item to patches", "", _PATCH),
        "resource": Word("lists:add_resources", "Adds the names of resources", "PATTERN...", (_NO_VERIFY,)),
        "secret": Word(
            "generators:add_secret", "Adds a secretGenerator, or sources to one", "NAME",
            (*_SOURCES, Flag("type", "type of the secret", TEXT, default="Opaque")),
        ),
        "transformer": Word("lists:add_transformers", "Adds the names of transformers", "PATTERN..."),
    },
    "set": {
        "annotation": Word("labels:set_annotations", "Sets one or more commonAnnotations", "KEY:VALUE..."),
        "buildmetadata": Word("build_metadata:set_build_metadata", "Sets buildMetadata", "OPTION,..."),
        "configmap": Word("generators:set_config_map", "Changes literals of a configMapGenerator", "NAME", _SET),
        "image": Word("images:set_images", "Sets images and their new names, tags or digests", "IMAGE..."),
        "label": Word("labels:set_labels", "Sets one or more commonLabels", "KEY:VALUE..."),
        "nameprefix": Word("names:set_prefix", "Sets namePrefix", "PREFIX"),
        "namespace": Word("names:set_namespace", "Sets namespace", "NAMESPACE"),
        "namesuffix": Word("names:set_suffix", "Sets nameSuffix", "-- SUFFIX"),
        "replicas": Word("replicas:set_replicas", "Sets counts of replicas", "NAME=COUNT..."),
        "secret": Word("generators:set_secret", "Changes literals of a secretGenerator", "NAME", _SET),
    },
    "remove": {
        "annotation": Word("labels:remove_annotations", "Removes commonAnnotations", "KEY,...", (_IGNORE,)),
        "base": Word("lists:remove_bases", "Removes bases from resources", "PATTERN,..."),
        "buildmetadata": Word("build_metadata:remove_build_metadata", "Removes options of buildMetadata", "OPTION,..."),
        "component": Word("lists:remove_components", "Removes components by pattern", "PATTERN..."),
        "configmap": Word("generators:remove_config_maps", "Removes configMapGenerators", "NAME,...", (_NAMESPACE,)),
        "configuration": Word("lists:remove_configurations", "Removes configurations by pattern", "PATTERN..."),
        "generator": Word("lists:remove_generators", "Removes generators by pattern", "PATTERN..."),
        "image": Word("images:remove_images", "Removes images by name", "NAME..."),
        "label": Word("labels:remove_labels", "Removes commonLabels", "KEY,...", (_IGNORE,)),
        "patch": Word("patches:remove_patch", "Removes an item of patches", "", _PATCH),
        "replicas": Word("replicas:remove_replicas", "Removes replicas by name", "NAME..."),
        "resource": Word("lists:remove_resources", "Removes resources by pattern", "PATTERN..."),
        "secret": Word("generators:remove_secrets", "Removes secretGenerators", "NAME,...", (_NAMESPACE,)),
        "transformer": Word("lists:remove_transformers", "Removes transformers by pattern", "PATTERN..."),
    },
    "fix": {
        "": Word(
            "cli.edit_fix:run", "Convert old fields to those of today; flags of build hold for the proof", "",
            (
                Flag("vars", "convert vars to replacements, in the files of resources, too"),
                Flag("force", "write even if the render changes", short="f"),
                REPRINT,
            ),
            writes=False,
        )
    },
    "alpha-list-builtin-plugin": {
        "": Word("cli.edit_fix:list_builtins", "[Alpha] List the builtin plugins", "", writes=False),
    },
}  # fmt: skip
"""The words by group; the empty word is a group that is a command itself."""
