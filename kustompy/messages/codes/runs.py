"""Codes of programs that a build runs, of limits, and of the command line."""

from __future__ import annotations

_MESSAGE = "See the message."
_HELM = "The field of `helmCharts:` is wrong."
_FUNCTION = "A KRM function answered with something that is no list of resources."

CODES = {
    "KST600": ("a program or callable that failed", _MESSAGE, "see what it said."),
    "KST601": (
        "helm is switched off",
        "Charts are rendered by the program helm, which a build runs only when it is told to.",
        "build with `--enable-helm`, and name the program with `--helm-command` if it is called otherwise.",
    ),
    "KST602": ("a chart without a name", _HELM, "add `name:`."),
    "KST603": (
        "a way of merging values that there is not",
        _HELM,
        "write `valuesMerge: merge`, `override` or `replace`.",
    ),
    "KST604": (
        "a chart field that looks like a flag",
        "helm would take it for an option.",
        "take the leading `-` away.",
    ),
    "KST605": (
        "a chart without a repo",
        "No chart is in `chartHome`, and no `repo` says where to get it.",
        "add `repo:`.",
    ),
    "KST606": ("helm failed", "helm said why.", "run the command of the message by hand."),
    "KST607": ("a helm of another version", "Versions 3 and 4 are known.", "install one of them."),
    "KST608": ("a values file that is empty", "A values file that is to be merged holds a mapping.", "fill it."),
    "KST609": (
        "a chart repository that only a plugin of helm could ask",
        "Plugins of helm are programs, and none of them is there.",
        "use an http://, https:// or oci:// address, or build with `--trust`.",
    ),
    "KST610": ("a callable failed", "A Python generator, transformer or validator raised.", "see its message."),
    "KST620": ("an annotation that is no truth value", _FUNCTION, "write `true` or `false`."),
    "KST621": ("a function that gives a resource twice", _FUNCTION, "mend the function."),
    "KST622": ("a function that mounts what it may not", "Mounts lie below the kustomization.", "use a relative path."),
    "KST623": ("a function that wants the network", "Functions have none.", "build with `--network`."),
    "KST624": ("an image that looks like a flag", "docker would take it for an option.", "correct the image."),
    "KST625": ("a function failed", _MESSAGE, "see what it said."),
    "KST626": (
        "functions are switched off",
        "The config is for a program, which a build runs only when it is told to.",
        "build with `--enable-alpha-plugins`, and `--enable-exec` for executables, if you trust them.",
    ),
    "KST627": (
        "a function annotation that cannot be read",
        "`config.kubernetes.io/function` holds YAML.",
        "correct it.",
    ),
    "KST628": (
        "a function that asks for a variable of the environment",
        "What a function is given may be printed: the tree does not choose that.",
        "`--function-env NAME` if it may have it.",
    ),
    "KST630": ("a Go plugin", "Plugins written in Go are not supported.", "use an exec or container function."),
    "KST631": ("a plugin that is not executable", "The file is there and may not be run.", "chmod +x."),
    "KST632": ("no place for plugins", "None of the directories for plugins is there.", "set KUSTOMIZE_PLUGIN_HOME."),
    "KST633": ("an exec plugin failed", _MESSAGE, "see what it said."),
    "KST700": ("more than the limits allow", _MESSAGE, "raise the limit if the input is yours."),
    "KST701": ("a file that is too large", "`--max-file-size` limits every file.", "raise it if the file is yours."),
    "KST702": (
        "a list that would take too long to merge",
        "Lists of many elements with irregular keys are merged in quadratic time.",
        "give each element the key that the list is merged by.",
    ),
    "KST703": (
        "nesting that is too deep",
        "`--max-depth` limits the nesting of one document; values that are made by patches are limited by the stack.",
        "raise it if the document is yours.",
    ),
    "KST704": (
        "aliases that stand for too much",
        "A few lines of aliases of aliases can stand for gigabytes (a billion laughs).",
        "write it out, or raise `--max-alias-nodes`.",
    ),
    "KST705": ("an anchor that contains itself", "The value would be endless.", "remove the alias."),
    "KST706": (
        "a number that is too long",
        "`--max-number-length` limits the characters of one number.",
        "quote it if it is a text.",
    ),
    "KST707": ("a build of too many files", "`--max-includes` limits bases, components and files.", "raise it."),
    "KST708": ("a build of too many resources", "`--max-resources` limits them.", "raise it."),
    "KST709": (
        "copies of copies that grow too large",
        "`--max-copied-values` limits what replacements and the operation `copy` write in one build.",
        "do not copy into itself what was copied, or raise it.",
    ),
    "KST710": ("a program that took too long", "git, helm and functions have a time limit.", "raise it, or mend them."),
    "KST711": (
        "schemas or regular expressions that ask for too much",
        "`--max-schema-steps` limits what a run spends on them.",
        "mend the schema or the pattern, or raise the limit.",
    ),
    "KST712": (
        "a clone or chart that is too large",
        "`--max-fetched-size` limits what one of them may take of the disk.",
        "raise it.",
    ),
    "KST800": ("a command line that makes no sense", _MESSAGE, "see `kustompy help`."),
    "KST801": ("a flag that cannot be read", _MESSAGE, "write `--flag=value`."),
    "KST802": ("a flag that there is not", _MESSAGE, "see `--help` of the command."),
    "KST803": ("a flag without its value", _MESSAGE, "write `--flag=value`."),
    "KST804": ("a switch with a value", "A switch is `true` or `false`.", "write the flag alone."),
    "KST805": ("more than one directory", "A build has one target.", "name one."),
    "KST806": ("a value that a flag does not take", _MESSAGE, "choose one of those that the message names."),
    "KST807": ("an output that cannot be written", _MESSAGE, "check directory and rights."),
    "KST808": ("flags that exclude each other", _MESSAGE, "leave one out."),
    "KST809": ("a command that there is not", _MESSAGE, "see `kustompy help`."),
    "KST810": ("a kind without a strategy", "The test kit draws the kinds that it knows.", "choose one of them."),
    "KST811": ("an argument that is no data", _MESSAGE, "give plain dicts, lists, strings, numbers, booleans, None."),
    "KST812": ("a setting that cannot be read", _MESSAGE, "see docs/lint.md."),
    "KST820": ("a version of Kubernetes without schemas", _MESSAGE, "choose one that the message names."),
    "KST821": ("a schema location that cannot be used", _MESSAGE, "name a path or an http(s) URL."),
    "KST823": (
        "nothing to check",
        "What was named has no kustomization and no manifest, or nothing was piped in. A check of nothing is no"
        " success.",
        "name a directory with a kustomization, or give `--allow-empty` if there may be nothing.",
    ),
    "KST822": ("a kubeconform flag that cannot be read", _MESSAGE, "see `kustompy kubeconform -h`."),
}
