"""The description of a new repository: apps and environments, each word checked, since they go into YAML and shell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kustompy.errors import UsageError
from kustompy.messages.suggestions import did_you_mean
from kustompy.transformers.images import split_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

PIPELINES = ("github", "gitlab", "none")
_KEYS = ("apps", "environments", "name", "pipeline")
_APP_KEYS = ("config", "host", "image", "port", "replicas", "secrets", "volume")
# Names go into paths, YAML, TOML and shell as they are: their characters mean nothing in any of these. No hostile text
# takes a pattern long: what repeats a repetition begins with a character that the inner one cannot have.
_LABEL = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
_IMAGE = re.compile(r"[a-z0-9][\w.:/-]*?(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?")
_HOST = re.compile(r"(\*\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,252}")
_VOLUME = re.compile(r"(/[\w.-]+)+:[1-9][0-9]{0,5}[MGT]i")
_LONGEST_IMAGE, _LONGEST_HOST, _LARGEST_PORT, _MOST_REPLICAS = 500, 253, 65535, 1000
_QUOTES = "\"'"
# Names of namespaces are labels of DNS; most other names may have 253 characters.
_LONGEST_NAMESPACE = 63


class App(NamedTuple):
    """A program with its own folder in the base."""

    name: str
    image: str
    port: int
    """The port that the container listens at; 0 without a Service."""
    replicas: Mapping[str, int]
    """By environment."""
    host: Mapping[str, str]
    """By environment; empty without an Ingress."""
    volume: str
    """The path of a persistent volume and its size, ``/data:1Gi``; empty for a Deployment without one."""
    config: Mapping[str, str]
    """Variables of its environment that anybody may read."""
    secrets: tuple[str, ...]
    """Names of variables whose values only the pipeline has."""


class Description(NamedTuple):
    """A repository: its name, its apps, and its environments from the first to be deployed to the last, production."""

    name: str
    apps: tuple[App, ...]
    environments: tuple[str, ...]
    pipeline: str

    def namespace(self, environment: str) -> str:
        """The namespace of an environment; empty if the manifests keep the namespaces that they have."""
        return f"{self.name}-{environment}" if self.name else ""


def described(table: object, *, with_apps: bool = True) -> Description:
    """The description that a mapping holds; without ``with_apps`` its base is manifests that exist.

    A UsageError (KST871) names the entry that cannot be used, and says what to write.
    """
    if not isinstance(table, Mapping):
        raise _wrong(
            "the description of the repository is not a mapping", "write `apps:` with a mapping of apps below it"
        )
    _refuse_others(table, _KEYS, "a repository")
    environments = _environments(table.get("environments", ["dev", "prod"] if with_apps else ["prod"]))
    pipeline = table.get("pipeline", "gitlab")
    if pipeline not in PIPELINES:
        raise _wrong(f"there is no pipeline for {_shown(pipeline)}", f"write one of {', '.join(PIPELINES)}")
    apps = table.get("apps", {})
    if not isinstance(apps, Mapping) or bool(apps) != with_apps:
        raise _wrong(
            "the repository has no apps" if with_apps else "apps do not go together with manifests that are there",
            "write `apps:` with a name, and `image: nginx:1.27` below it" if with_apps else "leave out one of the two",
        )
    found = tuple(_app(name, each, environments) for name, each in apps.items())
    _refuse_two_versions(found)
    name = table.get("name", found[0].name if found else "")
    if name or found:
        _check(name, _LABEL, "the name of the repository", _LABELS)
    description = Description(name, found, environments, pipeline)
    for each in map(description.namespace, environments):
        if len(each) > _LONGEST_NAMESPACE:
            raise _wrong(
                f"the namespace {each} has {len(each)} characters",
                f"choose a name and environments of {_LONGEST_NAMESPACE - 1} characters together at most",
            )
    return description


_LABELS = "use at most 40 small letters, digits and -, the first a letter"


def _environments(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not value:
        raise _wrong("the environments are not a list of names", "write `environments: [dev, prod]`")
    for each in value:
        _check(each, _LABEL, "the environment", _LABELS)
    if len({*value}) < len(value):
        raise _wrong("an environment is there twice", "name each once")
    return tuple(value)


def _app(name: object, table: object, environments: tuple[str, ...]) -> App:
    _check(name, _LABEL, "the app", _LABELS)
    app = f"the app {name}"
    if not isinstance(table, Mapping):
        raise _wrong(f"{app} is not a mapping", "write `image: nginx:1.27` below its name")
    _refuse_others(table, _APP_KEYS, app)
    port, volume = table.get("port", 0), table.get("volume", "")
    # By its type: True is an int in Python, and `port: yes` would become 1.
    if type(port) is not int or not 0 <= port <= _LARGEST_PORT:
        raise _wrong(f"the port of {app} is {_shown(port)}", f"write a number up to {_LARGEST_PORT}")
    if volume:
        _check(volume, _VOLUME, f"the volume of {app}", "write a path and a size: /var/lib/data:1Gi")
    hosts = _hosts(table.get("host", ""), environments, app)
    if hosts and not port:
        raise _wrong(f"{app} has a host and no port", "write the port that its container listens at: `port: 8080`")
    return App(
        str(name),
        _image(table.get("image", ""), app),
        port,
        _replicas(table.get("replicas", 1), environments, app),
        hosts,
        str(volume),
        _config(table.get("config", {}), app),
        _secrets(table.get("secrets", []), app),
    )


def _image(image: object, app: str) -> str:
    _check(image, _IMAGE, f"the image of {app}", "write an image as a registry names it: nginx:1.27")
    text = str(image)
    if len(text) > _LONGEST_IMAGE:
        raise _wrong(f"the image of {app} has {len(text)} characters", f"write at most {_LONGEST_IMAGE}")
    # Behind the last slash, since a registry may have a port: `localhost:5000/web` names no version.
    if "@" not in text and ":" not in text.rpartition("/")[2]:
        raise _wrong(
            f"the image of {app} names no version: {text}", f"write {text}:TAG, so that nothing changes by itself"
        )
    return text


def _refuse_two_versions(apps: tuple[App, ...]) -> None:
    """Refuse two versions of an image: the `images:` of an overlay have one entry for all containers that run it."""
    seen: dict[str, App] = {}
    for app in apps:
        other = seen.setdefault(split_image(app.image)[0], app)
        if other.image != app.image:
            raise _wrong(
                f"the apps {other.name} and {app.name} have two versions of one image",
                f"write {other.image} for both, and change one in its overlay",
            )


def _replicas(value: object, environments: tuple[str, ...], app: str) -> dict[str, int]:
    """The replicas by environment: one number stands for the last environment, and the others get one replica."""
    counts: Mapping[str, Value]
    counts = value if isinstance(value, Mapping) else {**dict.fromkeys(environments, 1), environments[-1]: value}
    _refuse_others(counts, environments, f"replicas of {app}")
    for each in counts.values():
        if type(each) is not int or not 0 <= each <= _MOST_REPLICAS:
            raise _wrong(f"the replicas of {app} are {_shown(each)}", f"write a number up to {_MOST_REPLICAS}")
    return {each: counts.get(each, 1) for each in environments}


def _hosts(value: object, environments: tuple[str, ...], app: str) -> dict[str, str]:
    """The hosts by environment: one host stands for the last environment, and the others put their name before it."""
    if not value:
        return {}
    before = {each: f"{each}." for each in environments[:-1]}
    hosts = value if isinstance(value, Mapping) else {each: f"{before.get(each, '')}{value}" for each in environments}
    _refuse_others(hosts, environments, f"host of {app}")
    for each in environments:
        _check(hosts.get(each, ""), _HOST, f"the host of {app} in {each}", "write a name of DNS: web.example.com")
        if len(hosts[each]) > _LONGEST_HOST:
            raise _wrong(f"the host of {app} in {each} is too long", f"write at most {_LONGEST_HOST} characters")
    return {each: hosts[each] for each in environments}


def _config(value: object, app: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _wrong(f"config of {app} is not a mapping", "write `config: {LOG_LEVEL: info}`")
    found = {}
    for name, each in value.items():
        _check(name, _VARIABLE, f"a name in config of {app}", _VARIABLES)
        text = str(each).lower() if isinstance(each, bool) else each if isinstance(each, str) else ""
        text = str(each) if type(each) is int else text
        # kustomize takes a line of an env file as it is: a line break would add a variable, quotes would become part of
        # the value, and blanks at its ends are easily lost in editing.
        if (each and not text) or not text.isprintable() or text != text.strip() or text[:1] in tuple(_QUOTES):
            raise _wrong(
                f"{name} in config of {app} cannot stand in an env file", "write one line, without quotes around it"
            )
        found[str(name)] = text
    return found


def _secrets(value: object, app: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise _wrong(f"secrets of {app} are not a list", "write `secrets: [DATABASE_URL]`: names, and no values")
    for each in value:
        # The value itself is not in the message, which ends up in logs.
        if isinstance(each, str) and "=" in each:
            name = each.partition("=")[0]
            raise _wrong(
                f"secrets of {app} has a value, which is not to be in a repository", f"write the name alone: {name}"
            )
        _check(each, _VARIABLE, f"a name in secrets of {app}", _VARIABLES, is_secret=True)
    return tuple(dict.fromkeys(value))


_VARIABLES = "use letters, digits and _, as for variables of a shell"


def _check(value: object, pattern: re.Pattern[str], what: str, hint: str, *, is_secret: bool = False) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _wrong(f"{what} cannot be used" if is_secret else f"{what} is {_shown(value)}", hint)


def _refuse_others(table: Mapping[str, object], known: tuple[str, ...], what: str) -> None:
    for key in table:
        if key not in known:
            close = did_you_mean(str(key), known)
            raise _wrong(f"{what} has no {_shown(key)}", close or f"there are {', '.join(known)}")


def _shown(value: object) -> str:
    # A mapping or list may be of any size, and its kind says enough.
    text = str(value) if isinstance(value, (str, int, float)) else f"a {type(value).__name__}"
    return repr(text[:80]) if isinstance(value, str) else text[:80]


def _wrong(text: str, hint: str) -> UsageError:
    return UsageError(text, code="KST871", hint=hint)
