"""Codes of what `validate` and `lint` find."""

from __future__ import annotations

_SCHEMA = "The schema of the kind says otherwise, and so will the API server."
_RULE = "The API server refuses it, though the schema does not say so."

_BASELINE = "The Pod Security Standard `baseline` forbids it (policy sets `baseline` and `restricted`)."
_RESTRICTED = "The Pod Security Standard `restricted` forbids it (policy set `restricted`)."
_PRACTICE = "It works, and is what many teams do not want (policy set `best-practice`)."

CODES = {
    # Of validate: schemas, and documents that have none.
    "KST900": (
        "a value that does not fit the schema of its kind",
        _SCHEMA,
        "write a value of the type or form that the message names.",
    ),
    "KST901": (
        "a field that the kind does not have",
        _SCHEMA,
        "write the name of a field that it has, or move it to where it belongs.",
    ),
    "KST902": ("a kind without a schema", "No schema is known for it.", "give its CRD with `--crd`, or `--skip` it."),
    "KST903": (
        "a schema that cannot be read",
        "The schema or CustomResourceDefinition is not a JSON schema.",
        "mend the schema, or leave the file out.",
    ),
    "KST904": ("a document that is not a Kubernetes object", "It has no apiVersion or kind.", "leave it out."),
    "KST905": (
        "a file that cannot be read",
        "The file is missing, too large, or may not be read.",
        "check its path and its rights.",
    ),
    "KST906": (
        "a key that is written twice, or that is not a string",
        "Only one value can count.",
        "keep one of the two; put quotes around a key that is not a string.",
    ),
    "KST907": ("a kind that was rejected", "`--reject` names it.", "remove it."),
    # Rules that the API server checks in Go, beside its schemas.
    "KST910": ("a name that the API server refuses", _RULE, "use lower-case letters, digits, `-` and `.`."),
    "KST911": ("a label that the API server refuses", _RULE, "use at most 63 letters, digits, `-`, `_` and `.`."),
    "KST912": ("an annotation that the API server refuses", _RULE, "write the key as `name` or `example.com/name`."),
    "KST913": ("a value that is not a quantity", _RULE, "write it like `100m` or `1.5Gi`."),
    "KST914": (
        "a port that is out of range, or whose name is not valid",
        _RULE,
        "write a number from 1 to 65535, or a name of at most 15 lower-case letters, digits and `-`.",
    ),
    "KST915": ("a value that is not a duration", _RULE, "write it like `1h30m`."),
    "KST916": ("entries of a list that must differ and are the same", _RULE, "rename or remove one."),
    "KST917": (
        "a selector that does not select its own template",
        _RULE,
        "add the labels of the selector to the template.",
    ),
    "KST918": (
        "an API version that is no longer served",
        "The chosen Kubernetes removed it.",
        "write the apiVersion that the message names.",
    ),
    "KST919": (
        "an API version that will not be served for long",
        "A later Kubernetes removes it.",
        "write the apiVersion that the message names.",
    ),
    "KST920": ("a volume mount without its volume", _RULE, "add the volume, or write the name of one that is there."),
    "KST921": (
        "a reference without the hash of a generated name",
        "The build generated the config map or secret under a name with a hash, and the reference has the plain one:"
        " most often its kind is one that kustomize does not know.",
        "add a `nameReference` for the field with `configurations:`.",
    ),
    "KST922": ("a CustomResourceDefinition whose schema is not structural", _RULE, "give every part of it a `type`."),
    "KST923": (
        "a value that is not a schedule of cron",
        _RULE,
        "write five fields, such as `0 4 * * *`, or a word such as `@daily`.",
    ),
    "KST924": ("two objects of the same kind and name", "One would overwrite the other.", "rename or remove one."),
    "KST925": (
        "findings that are not shown",
        "The first 200 findings of a document are shown, and the first 1,000 of a run.",
        "mend those that are shown, or show more with `--max-findings`.",
    ),
    "KST926": (
        "a CustomResourceDefinition of a kind that is known",
        "The built-in schemas come first, then `--crd` and `--schema-location`, then definitions among the files that"
        " are checked: whoever changes a manifest cannot change the schema that it has to fit.",
        "give the definition with `--crd` if it is the one that counts, or remove it.",
    ),
    "KST930": ("a word that the field does not take", _RULE, "write one of the words in the message."),
    "KST931": (
        "a value that is out of range, or not of the form that the field takes",
        _RULE,
        "write a value in the range or form that the message names.",
    ),
    "KST932": (
        "fields that cannot be there together",
        f"{_RULE} A strategic merge patch that adds one of them leaves what was there before.",
        "write `null` for the other one in the patch, or remove it.",
    ),
    "KST933": ("a field that other fields require", _RULE, "add it."),
    "KST934": ("a field that other fields rule out", _RULE, "remove it; in a patch, write `null` for it."),
    # Of expressions in CEL, in definitions and in policies, and of the team's own rules in Python.
    "KST940": (
        "a rule in CEL that does not compile",
        "The API server compiles every expression of a CustomResourceDefinition or policy when that is created, and"
        " refuses the whole object if one does not compile.",
        "mend the expression at the column that the message marks.",
    ),
    "KST941": (
        "an object that breaks a rule of its CustomResourceDefinition",
        "The schema of the kind has rules in CEL (`x-kubernetes-validations`), which the API server evaluates on every"
        " object after it filled in defaults.",
        "change the value as the rule's message says.",
    ),
    "KST942": (
        "an object that a policy refuses",
        "A ValidatingAdmissionPolicy that was given with `--policy`, or that is bound among the objects, denies it; one"
        " whose binding only warns or audits gives a warning.",
        "change the object as the policy's message says.",
    ),
    "KST943": ("a rule of the team that failed", "The Python function raised an error.", "mend the rule."),
    # Of lint: what kustomize passes over in silence.
    "KST950": (
        "a patch whose target matches nothing",
        "No resource of the build matches the target: kustomize applies the patch to nothing, without a warning.",
        "write kind, name and namespace as a resource of the build has them, or remove the patch.",
    ),
    "KST951": (
        "an image that no container uses",
        "No container of the build has an image of the name.",
        "write the name of an image of the build, without tag and digest, or remove the entry.",
    ),
    "KST952": (
        "a replacement target that matches nothing",
        "No resource of the build matches `select`: kustomize writes the value nowhere, without a warning.",
        "write `select` so that it names a resource of the build, or remove the target.",
    ),
    "KST953": (
        "a selector that matches no pods",
        "No workload of the build has pods with the labels that this Service, NetworkPolicy or PodDisruptionBudget"
        " selects.",
        "write the labels that the pods have; if the pods are of another build, silence the finding on the line.",
    ),
    "KST954": (
        "a key twice in a kustomization file",
        "kustomize takes the last one; what the first one says is lost without a warning.",
        "put both under one key.",
    ),
    "KST955": (
        "a generated key that nothing reads",
        "Each reference to the generated config map or secret reads a single key of it, and none reads this one.",
        "remove the key, or read it somewhere.",
    ),
    "KST956": (
        "a generated config map or secret that nothing refers to",
        "No resource of the build names it.",
        "remove the generator, or silence the finding if it is read through the API.",
    ),
    "KST957": (
        "a file that nothing refers to",
        "No kustomization of the tree reads it.",
        "list it, remove it, or name it under `unreferenced` in the configuration.",
    ),
    "KST958": (
        "a deprecated field",
        "kustomize warns about it, and may remove it in a later version.",
        "use the field that the message names.",
    ),
    "KST959": (
        "list elements that a strategic merge drops",
        "Two elements of one list have the same merge key: when a patch touches the list, one of them is lost.",
        "make their keys differ, or change the list with a JSON patch.",
    ),
    "KST960": (
        "a reference to a config map or secret that is not there",
        "The build has no config map or secret of this name, and has one with a similar name.",
        "write the name that the build has.",
    ),
    "KST961": (
        "a second document in a kustomization file",
        "kustomize reads the first one; what stands below `---` is ignored without a warning.",
        "put the fields into the first document.",
    ),
    "KST962": (
        "an unknown `behavior` of a generator",
        "kustomize takes any other word for `create`, without a warning.",
        "write `create`, `merge` or `replace`.",
    ),
    "KST963": (
        "a reference to an object that the build does not have",
        "Kubernetes takes the manifest, and what it describes does not work: a Service without pods, an Ingress without"
        " a backend, a pod that waits for its volume. Reported if the build makes such objects, or has one with a"
        " similar name or in another namespace.",
        "write the name and namespace of an object that is there, or add the object.",
    ),
    "KST964": (
        "an autoscaler for an object of another kind",
        "The object of this name is of another kind, so that nothing is scaled.",
        "write the kind that the object of this name has.",
    ),
    "KST965": (
        "a port that the container or Service does not have",
        "A probe fails, a Service has no endpoints, or an Ingress answers with an error.",
        "name one of the ports that are there, or declare it.",
    ),
    "KST966": (
        "a key that the config map or secret of the build does not have",
        "The container does not start.",
        "write a key that is there, add this one, or write `optional: true`.",
    ),
    "KST967": (
        "an input that is in the repository",
        "`[inputs]` declares a file that the pipeline makes of its secrets; a build does not read the one in the tree,"
        " and its values stay in the history of the repository.",
        "remove the file from the repository, let git ignore it, and change the values that were in it.",
    ),
    "KST968": (
        "the old name of an object in a text",
        "Prefixes, suffixes and hashes change the names of objects, and kustomize follows them in the fields that it"
        " knows: a name in an argument, in a URL or in a field of a custom resource stays as it was.",
        "write the new name, copy it with `replacements:`, or add a `nameReference` with `configurations:`.",
    ),
    "KST970": ("a pod in a namespace of its node", _BASELINE, "remove `hostNetwork`, `hostPID` and `hostIPC`."),
    "KST971": (
        "a container with all rights of its node",
        _BASELINE,
        "remove `privileged: true` and `hostProcess: true`.",
    ),
    "KST972": ("a capability that containers do not have by default", _BASELINE, "remove it from `capabilities.add`."),
    "KST973": ("a volume that is a folder of the node", _BASELINE, "use another type of volume."),
    "KST974": (
        "a port of the node, or a probe of another host",
        _BASELINE,
        "remove `hostPort`, or `host` in the probe.",
    ),
    "KST975": ("a security profile that is switched off", _BASELINE, "write `RuntimeDefault`, or remove the field."),
    "KST976": ("an unmasked /proc or an unsafe sysctl", _BASELINE, "write `procMount: Default`; keep to safe sysctls."),
    "KST977": (
        "a type of volume that restricted pods may not have",
        _RESTRICTED,
        "use a config map, secret, claim, projected or empty volume.",
    ),
    "KST978": ("a container that may gain rights", _RESTRICTED, "write `allowPrivilegeEscalation: false`."),
    "KST979": ("a container that may run as root", _RESTRICTED, "write `runAsNonRoot: true`."),
    "KST980": ("a container without a seccomp profile", _RESTRICTED, "write `seccompProfile: {type: RuntimeDefault}`."),
    "KST981": ("a container that keeps capabilities", _RESTRICTED, "write `capabilities: {drop: [ALL]}`."),
    "KST982": ("an image whose tag moves", _PRACTICE, "name a version or a digest."),
    # Of good practice: no server refuses any of these.
    "KST983": (
        "a container without requests, or without a limit of memory",
        _PRACTICE,
        "write `resources.requests` and `resources.limits.memory`.",
    ),
    "KST984": (
        "a container that may write into its image",
        _PRACTICE,
        "write `readOnlyRootFilesystem: true`, and mount an `emptyDir` where it writes.",
    ),
    "KST985": ("a mount that gives access to the node", _PRACTICE, "use another type of volume."),
    "KST986": (
        "a container that serves without a readiness probe",
        _PRACTICE,
        "write a `readinessProbe` that differs from the `livenessProbe`.",
    ),
    "KST987": ("a secret in plain text", _PRACTICE, "take the value from a Secret with `valueFrom`."),
    "KST988": ("a Deployment of one pod", _PRACTICE, "write `replicas: 2`."),
    "KST989": ("a role with a wildcard", _PRACTICE, "list what is needed."),
    "KST990": ("a binding to cluster-admin", _PRACTICE, "bind a role of what is needed."),
    "KST991": (
        "a pod with the default account and its token",
        _PRACTICE,
        "write `automountServiceAccountToken: false`, or an account of its own.",
    ),
    "KST992": ("a Service that is reached past the ingress", _PRACTICE, "write `type: ClusterIP`."),
    # Of plans: what a change may break though both sides are valid.
    "KST993": (
        "a field that Kubernetes does not let change",
        "The API server refuses the change of an object that is there, so the rollout stops.",
        "undo it, or give the object a new name.",
    ),
    "KST994": (
        "an object whose deletion takes more with it",
        "Namespaces, definitions, volumes and claims take what they hold along.",
        "keep it, or back up what it holds.",
    ),
    "KST995": (
        "an object that would be pruned",
        "A tool that prunes deletes what is no longer in the build.",
        "keep it if something still needs it.",
    ),
    "KST996": (
        "rights that widen",
        "A role allows more than before, or more subjects have it.",
        "grant what is needed.",
    ),
    "KST997": ("a workload without pods", "`replicas: 0` stops it.", "keep at least one."),
    "KST998": (
        "an object under a new name",
        "To the cluster it is another one: the old one is pruned, the new one made.",
        "keep name and namespace, or move in two steps.",
    ),
}
