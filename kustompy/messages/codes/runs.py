"""Codes of programs that a build runs, of limits, and of the command line."""

from __future__ import annotations

CODES = {
    # Codes of a hundred begin with the plain one, which an error has that names no code of its own: see default_code.
    "KST600": (
        "a program or callable that failed",
        "A program that was run, or a function of Python that was called, ended with an error.",
        "run it by hand, and mend what it complains of.",
    ),
    # Of helmCharts: and of HelmReleases. kustomize quotes helm in one message for all that goes wrong; the codes are
    # ours, so that each has its own remedy.
    "KST601": (
        "helm is switched off",
        "Charts are rendered by the program helm, which a build runs only when it is told to.",
        "build with `--enable-helm`, and name the program with `--helm-command` if it is called otherwise.",
    ),
    "KST602": (
        "a chart without a name",
        "An entry of `helmCharts:` has no `name:`, which tells helm what to render.",
        "write `name:` and the name of the chart.",
    ),
    "KST603": (
        "a way of merging values that there is not",
        "`valuesMerge:` says how `valuesInline:` and the file of values come together, and knows three ways.",
        "write `valuesMerge: merge`, `override` or `replace`.",
    ),
    "KST604": (
        "a chart field that looks like a flag",
        "helm would take it for an option.",
        "take the leading `-` away.",
    ),
    "KST605": (
        "a chart without a repo",
        "No chart of the name is in `chartHome`, and no `repo` says where to get it.",
        "write the name of a chart that is in `chartHome`, or `repo:` and its address.",
    ),
    "KST606": ("helm failed", "helm said why.", "run the command of the message by hand."),
    "KST607": ("a helm of another version", "Versions 3 and 4 are known.", "install one of them."),
    "KST608": (
        "a values file that is empty",
        "A values file that is to be merged holds a mapping.",
        "write `key: value` lines into it, or `{}`.",
    ),
    "KST609": (
        "a chart repository that only a plugin of helm could ask",
        "Plugins of helm are programs, and none of them is there.",
        "use an http://, https:// or oci:// address, or build with `--trust`.",
    ),
    "KST610": ("a callable failed", "A Python generator, transformer or validator raised.", "mend the function."),
    # Of KRM functions, whether kustompy or kustomize's annotations start them. A function is a program that a tree
    # brings: most of these say what it may not have unless the user gives it.
    "KST620": (
        "an annotation that is no truth value",
        "An annotation of a KRM function's config that switches something on has another text.",
        "write `true` or `false`.",
    ),
    "KST621": (
        "a function that gives a resource twice",
        "Two of the resources that a function or plugin gave back have one id.",
        "mend the function.",
    ),
    "KST622": ("a function that mounts what it may not", "Mounts lie below the kustomization.", "use a relative path."),
    "KST623": ("a function that wants the network", "Functions have none.", "build with `--network`."),
    "KST624": ("an image that looks like a flag", "docker would take it for an option.", "write the name of an image."),
    "KST625": (
        "a function failed",
        "The program of a KRM function, or the container that holds it, ended with an error, and said why.",
        "mend its config, or the function: it is run with the items on stdin.",
    ),
    "KST626": (
        "functions are switched off",
        "The config is for a program, which a build runs only when it is told to.",
        "build with `--enable-alpha-plugins`, and `--enable-exec` for executables, if you trust them.",
    ),
    "KST627": (
        "a function annotation that cannot be read",
        "`config.kubernetes.io/function` holds YAML.",
        "write a mapping such as `container: {image: example.com/fn:v1}`.",
    ),
    "KST628": (
        "a function that asks for a variable of the environment",
        "What a function is given may be printed: the tree does not choose that.",
        "`--tree-env NAME` if it may have it.",
    ),
    # Of legacy plugins, which kustomize finds below KUSTOMIZE_PLUGIN_HOME by apiVersion and kind.
    "KST630": ("a Go plugin", "Plugins written in Go are not supported.", "use an exec or container function."),
    "KST631": ("a plugin that is not executable", "The file is there and may not be run.", "chmod +x."),
    "KST632": ("no place for plugins", "None of the directories for plugins is there.", "set KUSTOMIZE_PLUGIN_HOME."),
    "KST633": (
        "an exec plugin failed",
        "A plugin is run with its config as a file, and this one ended with an error.",
        "mend its config, or the program.",
    ),
    # Of `kustompy fn run` and `openapi fetch`, not of builds.
    "KST640": (
        "a function that writes outside of its package",
        "The path of a resource that a function returns leads out of the folder.",
        "look at what the function does before you run it.",
    ),
    "KST641": (
        "a cluster that cannot be asked",
        "kubectl was asked for the schemas of the cluster, and ended with an error.",
        "check kubectl and its context.",
    ),
    # Of clusters. They are told apart by what kubectl writes on stderr, in deploying.refusals: it has one exit code for
    # all.
    "KST650": (
        "no kubectl",
        "Clusters are asked through the user's own kubectl.",
        "install kubectl, or name the program: `--kubectl PATH`.",
    ),
    "KST651": (
        "a cluster that cannot be reached",
        "kubectl finds no configuration, no such context, or no answer from the server.",
        "see `kubectl config get-contexts` and `kubectl cluster-info`; `--context` and `--kubeconfig` choose.",
    ),
    "KST652": (
        "a cluster that does not know you",
        "The server answered 401, or the program that logs in failed.",
        "log in anew as your cluster wants it; `kubectl auth whoami` shows as whom.",
    ),
    "KST653": (
        "a right that is missing",
        "The server answered 403; the message names verb, resource and namespace.",
        "grant the right to who deploys: `get`, `create` and `patch` of what is rendered, `list` and `delete` to"
        " prune.",
    ),
    "KST654": (
        "a field that another manager owns",
        "Server-side apply does not overwrite what another field manager has written; the message names the manager and"
        " the field.",
        "leave the field out of the render if the other one is to keep it, as an autoscaler keeps `spec.replicas`, or"
        " take it with `--force-conflicts`.",
    ),
    "KST655": (
        "an admission webhook or policy that refuses",
        "A webhook or admission policy denied the request, or the webhook could not be called.",
        "change what the message names; if the webhook cannot be called, see whether its pods run.",
    ),
    "KST656": (
        "a kind that the cluster does not know",
        "No API of the cluster serves the version and kind.",
        "render the CustomResourceDefinition with it, or install what brings it; see `kubectl api-resources`.",
    ),
    "KST657": (
        "a namespace that is not there",
        "The resource goes into a namespace that the cluster does not have, or that is being deleted.",
        "render the Namespace with it, or create it first; wait until one that is being deleted is gone.",
    ),
    "KST658": (
        "a failure that may pass",
        "The server failed, was busy, or somebody wrote the object in the same moment; three tries did not help.",
        "run it again: what was applied stays applied, and nothing is done twice.",
    ),
    "KST659": (
        "an object that the cluster takes for invalid",
        "A field is wrong, unknown, or may not change once it is set.",
        "mend the field that the message names; `kustompy validate` finds such fields before a cluster does. An object"
        " with a field that may not change needs a new name, or has to be deleted first.",
    ),
    "KST660": (
        "a kubectl that failed",
        "kubectl ended with an error that has no code of its own here.",
        "run `kubectl apply --server-side --dry-run=server -f -` by hand on what `kustompy build` prints.",
    ),
    # Of what comes after an object was accepted: waiting, pruning, and plans that are carried out later.
    "KST661": (
        "an object that does not get ready, or does not go",
        "Time is up, and its status is not what it should be, or it is still there though it was deleted.",
        "see `kubectl describe` of it and of its pods; `--timeout` gives it more time.",
    ),
    "KST662": (
        "an object that has failed",
        "Its status says that it will not get ready: a deadline is exceeded, a Job or Pod failed, names of a definition"
        " are taken.",
        "see `kubectl describe` of it and the logs of its pods, mend it, and deploy again.",
    ),
    "KST663": (
        "pruning without a yes",
        "Objects would be deleted, and nobody who could be asked said yes. Nothing was applied.",
        "look at the list, and give `--yes`, or deploy without `--prune`.",
    ),
    "KST664": (
        "an ApplySet that is not ours",
        "The parent of the set is something else, is kept by another tool or repository, or an object is part of"
        " another set.",
        "name a set of your own with `--apply-set NAME`, and render each object in one target.",
    ),
    "KST665": (
        "a field that admission changed",
        "The cluster stored another value than was sent; it will do so again each time.",
        "render the value that is stored, or change the webhook or policy that changes it.",
    ),
    "KST666": (
        "a plan that cannot be deployed",
        "The file is no plan of `kustompy plan --out`, or says nothing of the target that could be deployed.",
        "make it for the commit that is deployed: `kustompy plan --base REV --out plan.json`.",
    ),
    "KST667": (
        "a tree that is not as it was planned",
        "What is rendered is not what the plan was made of.",
        "check out what was planned, give the same flags and inputs, or look at a new plan.",
    ),
    "KST668": (
        "a cluster that is not as it was planned",
        "An object is neither as the base of the plan renders it nor as the plan would make it.",
        "put the cluster right, as `kustompy drift` tells it, or deploy without `--plan`.",
    ),
    "KST669": (
        "an object of a controller that is not deployed",
        "A Kustomization with `suspend` is not applied by Flux either; a HelmRelease is a release of helm, which"
        " keeps a record of it.",
        "take `suspend` away, or install the release by helm.",
    ),
    # Of limits. kustomize has one of them, a depth of 10,000; ours are far from what people write, and flags raise
    # them.
    "KST700": (
        "more than the limits allow",
        "The input asks for more memory or time than a build may take.",
        "raise the limit if the input is yours.",
    ),
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
    # Of time, and of what grows faster than the input: products, expressions, clones.
    "KST710": ("a program that took too long", "git, helm and functions have a time limit.", "raise it, or mend them."),
    "KST711": (
        "schemas, regular expressions or products that ask for too much",
        "`--max-schema-steps` and `--max-pattern-steps` limit what a run spends on schemas and patterns, and on "
        "holding each entry of a kustomization against each resource.",
        "mend the schema or the pattern, let targets name what they mean, or raise the limit.",
    ),
    "KST712": (
        "a clone or chart that is too large",
        "`--max-fetched-size` limits what one of them may take of the disk.",
        "raise it.",
    ),
    "KST713": ("a run that took too long", "`--timeout` limits the time of a command.", "give it more time."),
    "KST714": (
        "a build that makes more than it is made of",
        "`--max-output-size` limits the characters that are printed, and those that generators and vars make.",
        "name large files once, or raise it.",
    ),
    # Of the command line and of arguments of the library: TYPED is their fault, since no file has a line to show.
    "KST800": (
        "a command line that makes no sense",
        "The words do not fit what the command takes.",
        "write it as `kustompy help` shows.",
    ),
    "KST801": (
        "a flag that cannot be read",
        "A word begins with a dash and is written as no flag is.",
        "write `--flag=value`.",
    ),
    "KST802": (
        "a flag that there is not",
        "The command has no flag of that name; another command may have.",
        "write one of those that `--help` of the command lists.",
    ),
    "KST803": (
        "a flag without its value",
        "The flag was the last word, and takes one more.",
        "write `--flag=value`.",
    ),
    "KST804": ("a switch with a value", "A switch is `true` or `false`.", "write the flag alone."),
    "KST805": ("more than one directory", "A build has one target.", "name one."),
    "KST806": (
        "a value that a flag does not take",
        "The flag takes one of a few words, a number, a duration, or the name of something that is there.",
        "choose one of those that the message names.",
    ),
    "KST807": (
        "an output that cannot be written",
        "The system refused to write the file or directory behind `--output`.",
        "check directory and rights.",
    ),
    "KST808": (
        "flags that do not go together",
        "Two flags ask for things that cannot both be done, or a flag has no effect without another one.",
        "leave one out.",
    ),
    "KST809": (
        "a command that there is not",
        "The first word is none of the commands.",
        "write one of those that `kustompy help` lists.",
    ),
    # Of arguments of the library, and of settings.
    "KST810": ("a kind without a strategy", "The test kit draws the kinds that it knows.", "choose one of them."),
    "KST811": (
        "an argument that is no data",
        "A function of the library was given an object that is no value of JSON or YAML.",
        "give plain dicts, lists, strings, numbers, booleans, None.",
    ),
    "KST812": (
        "a setting that cannot be read",
        "kustompy.toml, or `[tool.kustompy]` of pyproject.toml, is no TOML or has a value of another type.",
        'write the setting as docs/lint.md shows it, such as `disable = ["KST957"]`.',
    ),
    # Of versions, locations and targets that validate, lint and doctor are told.
    "KST820": (
        "a version of Kubernetes without schemas",
        "Schemas are shipped of the releases that `kustompy validate --help` lists.",
        "choose one that the message names.",
    ),
    "KST821": (
        "a schema location that cannot be used",
        "A location is a directory, an archive or an address, in which names in braces are filled in.",
        "name a path or an http(s) URL.",
    ),
    "KST824": (
        "a version of kustomize that cannot be followed",
        "`--kustomize-version`, `KUSTOMPY_KUSTOMIZE_VERSION` and the setting `kustomize-version` name the version whose"
        " output is wanted.",
        "choose one that the message names.",
    ),
    "KST823": (
        "nothing to check",
        "What was named has no kustomization and no manifest, or nothing was piped in. A check of nothing is no"
        " success.",
        "name a directory with a kustomization, or give `--allow-empty` if there may be nothing.",
    ),
    "KST822": (
        "a kubeconform flag that cannot be read",
        "kubeconform has no such flag, or the flag takes another value.",
        "write one of those that `kustompy kubeconform -h` lists.",
    ),
    # Of `edit`, `cfg` and the other commands that change files: nothing is written when one of these is told.
    "KST830": (
        "a shell pattern that cannot be read",
        "A bracket is open, or a backslash has nothing behind it.",
        "escape `[` and `\\` with a backslash.",
    ),
    "KST831": (
        "an edit without anything to edit",
        "The command was called without the names, flags or values that it is to write.",
        "write what to edit, as `--help` of the command shows.",
    ),
    "KST832": (
        "a path that is not there",
        "Nothing is at the path, or nothing of the kind that is wanted.",
        "check the spelling.",
    ),
    "KST833": (
        "something that is there already",
        "The field has an entry of that name already.",
        "use `--force`, or `set` in the place of `add`.",
    ),
    "KST834": (
        "more words than the command takes",
        "Several entries are one word, with commas in between.",
        "separate them by commas.",
    ),
    "KST835": (
        "a word that the command does not know",
        "The field takes one of a few words.",
        "choose one of those that the message names.",
    ),
    "KST836": (
        "an argument that cannot be read",
        "It is not of the form `key=value`, `name=image:tag`, or whatever the command takes.",
        "write it as the message says.",
    ),
    "KST837": (
        "flags that do not go together",
        "One of the flags says what another one rules out, or needs another one.",
        "add or leave out the flag that the message names.",
    ),
    "KST838": (
        "a key that Kubernetes refuses",
        "A key of a label or annotation is a name, or a DNS name, a slash and a name.",
        "use letters, digits, `-`, `_` and `.`, 63 at most.",
    ),
    "KST839": (
        "something to change that is not there",
        "`set` and `remove` change entries that are there.",
        "write a name that is there, or use `add`.",
    ),
    # Of creating and saving kustomizations, and of the proof that a fix renders what was there before.
    "KST840": (
        "a kustomization that is there already",
        "`create` writes a new file, and the directory has one.",
        "`kustompy edit` changes it.",
    ),
    "KST841": ("no kustomization to edit", "The directory has none of the three names.", "run `kustompy create`."),
    "KST842": (
        "several kustomizations in one directory",
        "kustomize reads one of the three names, and refuses to choose.",
        "keep one of them.",
    ),
    "KST843": (
        "a directory in the place of a kustomization",
        "A directory has the name of the file that is to be edited.",
        "remove or rename it.",
    ),
    "KST844": (
        "a file that cannot be written",
        "The system refused to write the file.",
        "check directory and rights.",
    ),
    "KST845": (
        "a file that was changed meanwhile",
        "An edit writes only over what it has read.",
        "run the edit again.",
    ),
    "KST846": ("a label in two fields", "`commonLabels` cannot become `labels` then.", "keep one of the two."),
    "KST847": (
        "a fix that would change the render",
        "`edit fix` builds before and after, and writes only what renders to the same.",
        "look at the resources that the message names; `--force` writes all the same.",
    ),
    "KST848": (
        "a variable that no replacement can write",
        "A replacement writes whole values, or what stands between two equal characters.",
        "leave the variable, or give it a value of its own.",
    ),
    "KST849": (
        "a field of another kind than the path says",
        "The path names a field that is not there, or goes on below a text.",
        "look at the manifests, or change the path.",
    ),
    "KST850": ("a value that is not a quantity", "`<` and `>` compare quantities such as `100Mi`.", "use `=`."),
    # Of `localize`, as kustomize's command of that name refuses them, and of the drop-in.
    "KST851": (
        "a repository without a ref",
        "What a localized copy comes from must not change under it.",
        "append `?ref=` and a tag, branch or commit.",
    ),
    "KST852": (
        "a scope that does not fit",
        "A copy keeps what lies below its scope, so the scope is above all of it, and not in a repository.",
        "name a directory above everything that is referred to.",
    ),
    "KST853": (
        "a destination that cannot be made",
        "The copy is written into a directory of its own, which is there already or has nothing above it.",
        "name a new directory in one that is there.",
    ),
    "KST854": (
        "a copy that renders to something else",
        "The copy was built, and its output is not that of the original.",
        "look at the resources that the message names.",
    ),
    "KST855": (
        "a reference that cannot be localized",
        "The reference is absolute, leads into the copy, or would be written over something that is there.",
        "change the reference as the message says.",
    ),
    "KST856": (
        "a path that is not a text",
        "Paths in configs of builtins are texts or lists of them.",
        "write a path, or a list of paths.",
    ),
    "KST857": (
        "another program of that name",
        "The file of that name is one that kustompy did not write.",
        "`--force` replaces it.",
    ),
    # Of fleets: what has changed, workers, executors and caches. A target that fails by itself keeps its own code.
    "KST860": (
        "changes that cannot be told",
        "`kustompy affected --since` asks git what differs from a commit.",
        "name a commit that git knows, or give the changed paths with `--stdin`.",
    ),
    "KST861": (
        "a process that was ended by the system",
        "A process that builds targets is replaced when it dies, and what it was to build is built again, three times.",
        "build that target alone; it may need more memory than there is.",
    ),
    "KST862": (
        "an executor that cannot be used",
        "`--executor` names who builds the targets: a scheduler of Dask, with `pip install 'kustompy[dask]'`.",
        "write `dask://HOST:PORT`, and see that a scheduler answers there.",
    ),
    "KST863": (
        "a cache that cannot be used",
        "`--cache` names a folder for the texts of builds, which has to be yours alone: what lies there is printed.",
        "name another folder, or check the rights of this one.",
    ),
    # Of `init`, which makes repositories of descriptions and of manifests.
    "KST870": (
        "something in the place of a new repository",
        "`kustompy init` writes new files only, and nothing at all if one of them is there.",
        "name a new directory, or move away what the message names.",
    ),
    "KST871": (
        "a description that makes no repository",
        "Names, images, hosts and variables become YAML and lines of a shell; each is checked.",
        "write the entry as the message says.",
    ),
    "KST872": (
        "manifests that cannot become a base",
        "`kustompy init` takes folders of manifests, and what helm renders.",
        "move away what is no manifest, or name what the tool renders.",
    ),
    "KST873": (
        "a repository that would not build to what it is made of",
        "It is built before it is written, and compared with the manifests that were taken.",
        "look at the objects that the message names.",
    ),
    "KST858": (
        "a second document that would be lost",
        "kustomize reads the first document of the file, and prints nothing else.",
        "move the second document into another file.",
    ),
}
