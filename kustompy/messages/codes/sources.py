"""Codes of what is read: YAML, kustomization files, other files, and the resources in them."""

from __future__ import annotations

CODES = {
    "KST001": (
        "an error of no special kind",
        "It is of a kind of its own, and the message tells which.",
        "change what the message names.",
    ),
    "KST100": (
        "a text that is no YAML, or none that kustomize takes",
        "The parser stopped at this line. Most often the cause is there or one line above: an indentation that does not"
        " fit, a colon without a space, a tab, or a quote that is not closed.",
        "indent with spaces only, put a space behind each colon, and quote texts with `: `, ` #` or a leading"
        " `{ [ * & !`.",
    ),
    "KST101": (
        "a key that is written twice in one mapping",
        "kustomize refuses manifests with a key twice, since only one of the two values could count.",
        "keep one of the two; both lines are named in the message.",
    ),
    "KST102": (
        "a number that JSON does not have",
        "kustomize writes manifests by way of JSON, which has no infinite numbers (`.inf`) and no `.nan`.",
        'write a finite number, or the text in quotes: `limit: ".inf"`.',
    ),
    "KST103": (
        "a key that is no text",
        "Keys that read as numbers, truth values, nulls, lists or mappings can be read, and not written as JSON.",
        'put the key in quotes: `"8080": web`.',
    ),
    "KST104": (
        "a value that its tag does not fit",
        "The tag before the value promises another type: `!!int` a number, `!!binary` base64.",
        "remove the tag, or write a value of its type.",
    ),
    "KST105": (
        "a text that cannot be written",
        "kustomize writes manifests by way of JSON and reads that again: control characters, keys of more than about a"
        " thousand characters, and blocks that begin with a tab do not survive it.",
        "remove the character, or put binary data under `binaryData`, in base64.",
    ),
    "KST200": (
        "a kustomization that cannot be carried out",
        "A field says something that cannot be done.",
        "change the field that the message names, or remove it.",
    ),
    "KST201": (
        "a field of the wrong type",
        "A field of a kustomization holds a text where a list is wanted, a list where a text is wanted, and so on.",
        "write the type that the message names; a list has a dash before each entry, even for a single one.",
    ),
    "KST202": (
        "a field that kustomize does not know",
        "Kustomization files are checked strictly, so that a typing error is not passed over in silence.",
        "write the name of a field that there is. Names are told apart by letters only, not by case.",
    ),
    "KST203": (
        "a kustomization that is no mapping",
        "The file holds a list or a text instead of fields.",
        "write `field: value` lines.",
    ),
    "KST204": (
        "an empty kustomization file",
        "A kustomization without any field is refused, so that a file that was cut off is noticed.",
        "give it at least one field, such as `resources: [...]`.",
    ),
    "KST205": (
        "a kustomization of the wrong apiVersion or kind",
        "There are two kinds: `Kustomization` of kustomize.config.k8s.io/v1beta1, `Component` of .../v1alpha1.",
        "write one of the two kinds with its apiVersion, or leave both out of a Kustomization.",
    ),
    "KST206": (
        "more than one kustomization file in a directory",
        "kustomization.yaml, kustomization.yml and Kustomization are the same thing; only one may be there.",
        "remove all but one.",
    ),
    "KST207": (
        "a component among resources, or a kustomization among components",
        "A Component is applied to what is built already, a Kustomization is built on its own: they are not"
        " interchangeable.",
        "move the entry to the other list, or change the `kind` of the directory that it names.",
    ),
    "KST208": (
        "findings in a strict build",
        "`--strict` fails where `kustompy lint` finds anything.",
        "mend the findings, or silence their codes.",
    ),
    "KST209": (
        "a revision that does not build",
        "`kustompy diff` compares builds; a side that cannot be built does not mean that everything was deleted.",
        "compare with a revision that builds.",
    ),
    "KST210": (
        "replicas for a workload that is not there",
        "No resource of a kind with replicas has the name, neither its first one nor the present one.",
        "write the name of a workload of the build, with or without its prefix.",
    ),
    "KST211": (
        "sortOptions that make no sense",
        "`order` is `fifo` or `legacy`; `legacySortOptions` belong to the latter only.",
        "write `sortOptions: {order: legacy}` or `{order: fifo}`.",
    ),
    "KST220": (
        "a key that two sources of a generator have",
        "Two literals, files or env files of one generator give a value for the same key.",
        "remove one of the entries.",
    ),
    "KST221": ("an env file that is no UTF-8", "Env files are text.", "save it as UTF-8, or list it under `files:`."),
    "KST222": (
        "a literal without `=`",
        "Each entry of `literals:` is `key=value`.",
        "write `key=value`; a file belongs under `files:`.",
    ),
    "KST223": (
        "a file source that is no `path` and no `key=path`",
        "An entry of `files:` is a path, or a key and a path with one `=` between them.",
        "complete it, or rename the file if its name has a `=`.",
    ),
    "KST224": ("a generator without a name", "What is generated needs a name.", "add `name:` to the generator."),
    "KST230": (
        "a plugin that there is not",
        "An entry of `generators:`, `transformers:` or `validators:` is of apiVersion `builtin`, and no builtin has the"
        " kind, or it is of the other role.",
        "write the kind of a builtin, or move the entry to the list of its role.",
    ),
    "KST232": (
        "a transformer configuration that does not fit",
        "A file of `configurations:` has a field that there is not, or one of the wrong type.",
        "write a field that there is; the file has lists such as `nameReference:`, `images:` and `commonLabels:`.",
    ),
    "KST233": (
        "a file of `crds:` that holds no OpenAPI definitions",
        "`crds:` takes OpenAPI definitions as JSON, not CustomResourceDefinition manifests.",
        "list a CustomResourceDefinition under `resources:`.",
    ),
    "KST234": (
        "an OpenAPI schema that is not there",
        "`openapi:` names a version that is not built in, or both a version and a path.",
        "leave `version` out, and name a file with `path`.",
    ),
    "KST235": (
        "a config of a builtin that does not fit",
        "A field of a generator or transformer config has the wrong type.",
        "write the type that the message names.",
    ),
    "KST236": (
        "field specs that contradict each other",
        "Two field specs for the same path differ in `create`.",
        "make them agree.",
    ),
    "KST237": (
        "a schema that is none",
        "A file that `crds:` or `openapi:` names has something else where OpenAPI has schemas.",
        "write a mapping there, or name another file.",
    ),
    "KST250": (
        "an object of Flux or Argo CD that there is not",
        "A target such as `clusters/prod#flux-system/apps` names an object of a controller at or below the path, by its"
        " namespace and name, and by its kind if two kinds share the name.",
        "write one of the names that the message lists; `kustompy flux get PATH` shows them all.",
    ),
    "KST251": (
        "a field of an object of Flux or Argo CD that is of another type",
        "The controller would refuse the object.",
        "write what the field takes.",
    ),
    "KST252": (
        "a path of an object of Flux or Argo CD that leads nowhere",
        "`spec.path` leads from the top of the source, which is this repository, to a directory in it.",
        "write the path of a directory that is there.",
    ),
    "KST253": (
        "a variable that cannot be replaced",
        "Flux takes each `${` in what a Kustomization with `postBuild` builds for the beginning of a variable, and"
        " reads what comes out as YAML again.",
        "write `$${` for a text that has it, put the variable in quotes, or annotate the resource with"
        " `kustomize.toolkit.fluxcd.io/substitute: disabled`.",
    ),
    "KST254": (
        "an encrypted resource that nobody decrypts",
        "A Kustomization without `decryption` does not apply what SOPS has encrypted.",
        "write `decryption: {provider: sops}` into its spec.",
    ),
    "KST255": (
        "a config map or secret of variables that is not there",
        "`postBuild.substituteFrom` names one that no file of the repository has.",
        "write `optional: true`, or build with `--placeholder-inputs` if something else makes it in the cluster.",
    ),
    "KST256": (
        "a variable that nobody sets",
        "Flux puts an empty text in its place.",
        "set it under `postBuild.substitute`, give it a default, `${NAME:=value}`, or write `$${` for a text that has"
        " it.",
    ),
    "KST257": (
        "objects that wait for each other",
        "`dependsOn` leads in a circle: Flux applies none of them.",
        "take one of the entries away.",
    ),
    "KST258": (
        "a source that is another repository",
        "The object applies what is in another repository, which is not here.",
        'if it is this repository, name the source under `[flux]` in kustompy.toml: `sources = ["NAME"]`; else leave'
        " the object out.",
    ),
    "KST259": (
        "an object of Argo CD that is not rendered",
        "Charts, plugins, jsonnet, some fields of `kustomize` and ApplicationSets are not rendered here.",
        "render it beforehand and commit the manifests, or build the other objects.",
    ),
    "KST300": (
        "a file that cannot be read",
        "The system refuses to open it.",
        "check the path and the rights of the file.",
    ),
    "KST301": (
        "a file or directory that is not there",
        "The path is taken from the directory of the kustomization that names it.",
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
    "KST308": ("a URL that cannot be fetched", "The server refused, or could not be reached.", "check the URL."),
    "KST309": ("a git repository that cannot be fetched", "git said why.", "check URL, ref and credentials of git."),
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
        "What helm, git and functions are given to read stays in the work tree that the kustomization lies in, with all"
        " that links lead to: the nearest folder above it that has a `.git`, else its own directory.",
        "keep it in the repository, name a wider wall with `--root`, or lift the wall with `--trust`.",
    ),
    "KST316": (
        "a host that is not public",
        "The tree fetches from an address of loopback, of a private network, or of the machine's own metadata.",
        "`--allow-host HOST` if it is meant.",
    ),
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
