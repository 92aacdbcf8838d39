"""Codes of what a kustomization loads: files, directories and URLs, and the resources in them."""

from __future__ import annotations

CODES = {
    # Of what is read from disk and fetched, in the order in which a build meets it.
    "KST300": (
        "a file that cannot be read",
        "The system refuses to open it.",
        "check the path and the rights of the file.",
    ),
    "KST301": (
        "a file or directory that is not there",
        "The path is taken from the directory of the kustomization that names it. With a target that is not there the "
        "kustomization is told that has the most similar path.",
        "write the path of a file that is there, or add the file.",
    ),
    "KST302": (
        "a directory where a file is wanted",
        "The field takes files only.",
        "name a file in the directory; a directory with a kustomization belongs under `resources:`.",
    ),
    "KST303": (
        "a file outside of the kustomization's directory",
        "A kustomization may only read files in or below its own directory, links followed; bases may lie anywhere.",
        "move the file, make the other directory a base, or build with `--load-restrictor LoadRestrictionsNone`.",
    ),
    "KST304": (
        "a directory that may not be a base",
        "Bases are relative paths, and not empty.",
        "write a relative path.",
    ),
    "KST305": (
        "a cycle of bases",
        "A kustomization leads back to itself, or to a directory around itself.",
        "remove one of the entries of the chain.",
    ),
    "KST306": (
        "a file where a directory is wanted",
        "The target of a build, or an entry of `components:`, is a directory.",
        "name the directory that holds the kustomization file.",
    ),
    "KST307": (
        "a directory without a kustomization file",
        "Neither kustomization.yaml nor kustomization.yml nor Kustomization is there.",
        "add one, or name the manifests in the directory one by one.",
    ),
    # Of remotes; git and http say why themselves, and are quoted without passwords.
    "KST308": ("a URL that cannot be fetched", "The server refused, or could not be reached.", "check the URL."),
    "KST309": ("a git repository that cannot be fetched", "git said why.", "check URL, ref and credentials of git."),
    # Refused before anything is sent: the tree chose the address, not the user.
    "KST310": ("a remote in an offline build", "`--offline` was given.", "vendor it, or build without `--offline`."),
    "KST311": (
        "a remote that is refused as unsafe",
        "A part of the URL begins with `-`, or names a transport helper: git would take it for an option or a program.",
        "use an https or ssh URL.",
    ),
    "KST312": (
        "a file where a directory of a repository is wanted",
        "The path in the URL is a file.",
        "name its directory.",
    ),
    # The walls: what another program or a link might read for a tree. `--trust` lifts those of the work tree and of
    # hosts, `--root` moves the former.
    "KST313": (
        "a file that was swapped while it was read",
        "Between the check of a path and the reading, a link was put in its place.",
        "build a tree that nobody else changes.",
    ),
    "KST314": (
        "a path outside of `--root`",
        "`--root` is an outer wall: nothing outside of it is read, whatever the load restrictor says.",
        "choose a directory further up, or move the file.",
    ),
    "KST315": (
        "a path outside of the work tree",
        "What helm, git and functions are given to read, and what an edit writes, stays in the work tree that the"
        " kustomization lies in, with all that links lead to: the nearest folder above it that has a `.git`, else its"
        " own directory.",
        "keep it in the repository, name a wider wall with `--root`, or lift the wall with `--trust`.",
    ),
    "KST316": (
        "a host that is not public",
        "The tree fetches from an address of loopback, of a private network, or of the machine's own metadata.",
        "`--allow-host HOST` if it is meant.",
    ),
    # Of revisions, which are read from the objects of git without a checkout.
    "KST317": (
        "no git repository",
        "Revisions are read from the objects of the git repository that a directory is in, by running git.",
        "run the command in a checkout with git installed, or compare two directories.",
    ),
    "KST318": (
        "a revision that git does not know",
        "The clone has no branch, tag or commit of that name; a shallow one has few.",
        "name one that `git log --all` shows, or fetch it.",
    ),
    "KST319": (
        "a base that git cannot find",
        "A plan compares with the commit where the branch left the default branch, and the clone does not tell which.",
        "name a revision with `--base`, or fetch the history (`fetch-depth: 0`).",
    ),
    "KST320": (
        "an object that git does not have",
        "A partial clone leaves out objects until they are asked for; kustompy does not let git fetch them.",
        "make a full clone, or fetch the objects.",
    ),
    "KST321": (
        "a file in git-lfs",
        "git has a pointer to the file, and the file itself was not fetched.",
        "run `git lfs fetch --all`.",
    ),
    "KST322": (
        "a file in a submodule",
        "A revision names the commit of a submodule, whose files are in another repository.",
        "compare directories of two checkouts.",
    ),
    # Of inputs: values that only the pipeline has, so that no message shows one.
    "KST330": (
        "an input without its variable",
        "`[inputs]` or `--input` makes a file of variables, one of which is unset or empty.",
        "set it, declare `allow-empty = true`, or build with `--placeholder-inputs`.",
    ),
    "KST331": (
        "a parameter that is not declared",
        "`${NAME}` in the files of `[parameters]` is replaced before anything reads them.",
        "declare the name under `[parameters]`, or write `$${NAME}` for the text.",
    ),
    "KST332": (
        "a value that does not fit its parameter",
        "A parameter stands in YAML as it is: what would make other nodes of it is refused.",
        "give a value of the type that `[parameters]` says.",
    ),
    "KST333": (
        "a parameter without a value",
        "`[parameters]` gives it no default, and the environment does not have it.",
        "set the variable of that name, or declare a default.",
    ),
    "KST334": (
        "an encrypted file that cannot be opened",
        "`[sops]`, or `sops =` under `[inputs]`, names a file of sops, and there is no key for it, or it is none.",
        "give the age key in `SOPS_AGE_KEY_FILE`, `--sops-command sops`, or `--placeholder-inputs`.",
    ),
    "KST335": (
        "an encrypted file that was changed",
        "sops writes a code over all values; one that was changed, moved or taken away does not fit it.",
        "take the file as sops wrote it, or change it with `sops edit`.",
    ),
    # Of manifests that become resources, and of resources that meet.
    "KST400": (
        "a resource that is in the way of the build",
        "A step of the build meets a resource that it cannot change.",
        "give the field that the message names the shape that it has in Kubernetes.",
    ),
    "KST401": (
        "the same resource twice",
        "Two manifests have the same group, kind, name and namespace.",
        "remove or rename one; to change a resource of a base, patch it instead of adding it again.",
    ),
    "KST402": (
        "a document that is no manifest",
        "A manifest is a mapping with apiVersion, kind and metadata.",
        "remove the file from `resources:`, or complete it. Values files and patches do not belong there.",
    ),
    "KST403": ("a manifest without a kind", "Every manifest has a `kind`.", "add `kind:`."),
    "KST404": ("a manifest without a name", "Every manifest has a `metadata.name`.", "add `metadata.name`."),
    "KST405": ("a List whose items are no list", "`items` of a List is a list.", "write a dash before each item."),
    "KST406": (
        "resources that meet in one namespace",
        "`namespace:` moves two resources of one kind and name into the same namespace.",
        "rename one of the two.",
    ),
    "KST407": (
        "a generator that merges into more than one resource",
        "Several resources have the kind and name that the generator is to be merged into.",
        "give the generator the `namespace:` of the one that is meant.",
    ),
    "KST408": (
        "a generated resource that is there already, or is not",
        "`behavior: create` (the default) wants no resource of the name, `merge` and `replace` want one.",
        "choose the other behavior, or the name of a resource that is there.",
    ),
    "KST409": (
        "a field of another shape than it has in Kubernetes",
        "A transformer meets a list, mapping or text where the field is something else.",
        "write the field in the manifest as Kubernetes has it.",
    ),
    # Of looking for a resource, by Build.one() and name references, where exactly one has to be found.
    "KST410": (
        "no resource like that in the build",
        "Nothing fits what was asked for.",
        "write one of the names in the message.",
    ),
    "KST411": (
        "more than one resource like that",
        "What was asked for fits several resources.",
        "say more: kind, namespace.",
    ),
    "KST412": (
        "a name that could be that of several resources",
        "A field refers to another resource by its name alone, and several in the build have it, or had it before they"
        " were renamed.",
        "write the namespace beside the name, or the name that the resource has by now.",
    ),
}
