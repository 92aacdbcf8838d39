"""Codes of what is read: YAML and kustomization files."""

from __future__ import annotations

CODES = {
    "KST001": (
        "an error of no special kind",
        "It is raised by a program that builds upon kustompy, and is of none of the kinds below.",
        "change what the message names.",
    ),
    # Of YAML, and of what kustomize's way through JSON cannot carry: keys that are no texts, numbers without an end.
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
    # Of the kustomization file itself, before anything is built.
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
    # Of fields that read well and fit nothing in the build.
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
    # Of the sources of generators: literals, files and env files.
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
    # Of plugins, and of files that say which fields transformers touch.
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
    # Of objects of Flux and Argo CD, whose controllers would report the same only in the cluster.
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
        "a config map or secret of variables or values that is not there",
        "`postBuild.substituteFrom` or `valuesFrom` names one that no file of the repository has, or a key that it has"
        " not.",
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
        "The object applies what is in another repository, which is not here, or names a source that no file declares.",
        'if it is this repository, name the source under `[flux]` in kustompy.toml: `sources = ["NAME"]`; else leave'
        " the object out.",
    ),
    "KST259": (
        "an object of Argo CD that is not rendered",
        "Plugins, jsonnet, some fields of `kustomize` and `helm`, and generators that ask elsewhere are not rendered.",
        "render it beforehand and commit the manifests, or build the other objects.",
    ),
    "KST260": (
        "a template of an ApplicationSet that cannot be rendered",
        "`goTemplate: true` makes each text of the template a Go template, with the functions that do not depend on"
        " clock, chance or environment.",
        'mend the template; docs/argocd.md names the functions, and `{{ "{{" }}` stands for braces.',
    ),
    "KST261": (
        "a difference that an Application ignores, and that is told all the same",
        "`ignoreDifferences` has a path with more than keys, indexes, `[]` and `select(PATH == VALUE)`, or names"
        " managers of fields, which a cluster alone knows.",
        "write the path as a JSON pointer, or leave the field out with `[[diff.ignore]]` in kustompy.toml.",
    ),
}
