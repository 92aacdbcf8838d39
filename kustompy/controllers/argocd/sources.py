"""Whether a source of Argo CD is this repository."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.errors import KustompyError
    from kustompy.session.options import Options

    Path = tuple[str | int, ...]


def is_foreign(url: str, world: World, options: Options) -> bool:
    """Whether a URL is none of the sources that the settings name; False if they name none."""
    # Most trees hold one repository: without settings each `repoURL`, however it is written, counts as this one.
    return bool(options.own_sources) and not world.is_own_url(url, options.own_sources)


def foreign(url: object, subject: Object, path: Path) -> KustompyError:
    """The error (KST258) of a source in another repository; ``path`` leads to what has its ``repoURL``."""
    return subject.error(
        f"the source {url} is not this repository", *path, "repoURL", code="KST258",
        hint=f'if it is, say so in kustompy.toml: `[argocd]` and `sources = ["{url}"]`',
    )  # fmt: skip
