"""Deploy an overlay: build it, validate it, show what would change, apply it.

    python examples/deploy.py examples/gitops/overlays/prod --dry-run
    python examples/deploy.py overlays/prod --tag registry.example.com/notes/web=2.19.0
    python examples/deploy.py overlays/prod --against rendered/prod.yaml --yes

Exit codes: 0 deployed (or nothing to do), 1 the build failed, 2 usage, 3 not valid, 4 the diff failed, 5 the apply
failed, 6 somebody said no.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import kustompy

KUBECTL_DIFFERS = 1


class Stop(Exception):
    """A step failed; says which one, and with what exit code to end."""

    def __init__(self, step: str, message: str, code: int) -> None:
        super().__init__(f"{step} failed: {message}")
        self.code = code


def arguments_of(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build, validate, diff and apply an overlay.")
    parser.add_argument("overlay", type=Path)
    parser.add_argument("--tag", action="append", default=[], metavar="IMAGE=TAG", help="run another tag of an image")
    parser.add_argument("--against", type=Path, help="show the diff against a saved render instead of the cluster")
    parser.add_argument("--kubectl", default="kubectl")
    parser.add_argument("--context", help="the kubectl context")
    parser.add_argument("--kubernetes-version", help="validate against this version")
    parser.add_argument("--dry-run", action="store_true", help="stop after the diff")
    parser.add_argument("--yes", action="store_true", help="do not ask before applying")
    return parser.parse_args(argv)


def built(overlay: Path, tags: Sequence[str]) -> kustompy.Build:
    """The overlay, with other image tags if asked: the checkout is not touched."""
    images = [{"name": name, "newTag": tag} for name, _, tag in (each.rpartition("=") for each in tags)]
    try:
        if not images:
            return kustompy.build(overlay)
        place = overlay.resolve()
        return kustompy.build({"resources": [place.name], "images": images}, base=place.parent)
    except kustompy.KustompyError as error:
        hints = "".join(f"\n  help: {each.hint}" for each in error.diagnostics if each.hint)
        raise Stop("build", f"{error}{hints}", 1) from None


def check(build: kustompy.Build, kubernetes_version: str | None) -> None:
    """Stop where Kubernetes would refuse a resource."""
    if kubernetes_version:
        findings = kustompy.validate(build, kubernetes_version=kubernetes_version)
    else:
        findings = kustompy.validate(build)
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        lines = "".join(f"\n  {each.resource}: {each}" for each in errors)
        raise Stop("validation", f"{len(errors)} finding{'s' if len(errors) > 1 else ''}{lines}", 3)


def run_kubectl(
    arguments: argparse.Namespace, command: Sequence[str], text: str, step: str, code: int
) -> subprocess.CompletedProcess[str]:
    """kubectl with the manifests on stdin; what it says goes through to the terminal, stdout comes back."""
    context = ["--context", arguments.context] if arguments.context else []
    try:
        return subprocess.run(
            [arguments.kubectl, *context, *command, "-f", "-"],
            input=text,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Stop(step, f"cannot run {arguments.kubectl}: {error.strerror}", code) from None


def changes(build: kustompy.Build, arguments: argparse.Namespace) -> str:
    """What the deploy would change, as a diff; empty where nothing would."""
    if arguments.against:
        try:
            return kustompy.diff(arguments.against.read_text(encoding="utf-8"), build).to_text()
        except OSError as error:
            raise Stop("diff", f"cannot read {arguments.against}: {error.strerror}", 4) from None
        except kustompy.KustompyError as error:
            raise Stop("diff", f"{arguments.against}: {error}", 4) from None
    done = run_kubectl(arguments, ["diff", "--server-side"], build.to_yaml(), "diff", 4)
    if done.returncode > KUBECTL_DIFFERS:
        raise Stop("diff", f"kubectl diff ended with exit code {done.returncode}", 4)
    return done.stdout


def apply(build: kustompy.Build, arguments: argparse.Namespace) -> str:
    done = run_kubectl(arguments, ["apply", "--server-side"], build.to_yaml(), "apply", 5)
    if done.returncode:
        raise Stop("apply", f"kubectl apply ended with exit code {done.returncode}; nothing was rolled back", 5)
    return done.stdout


def agreed() -> bool:
    return input("Apply these changes? [y/N] ").strip().lower() in ("y", "yes")


def deploy(arguments: argparse.Namespace) -> None:
    build = built(arguments.overlay, arguments.tag)
    print(f"built {len(build)} resources from {len(build.files)} files")
    check(build, arguments.kubernetes_version)
    print("all of them are valid")
    text = changes(build, arguments)
    print(text or "nothing would change")
    if arguments.dry_run or not text:
        return
    if not arguments.yes and not agreed():
        raise Stop("deploy", "not applied", 6)
    print(apply(build, arguments), end="")


def main(argv: Sequence[str] | None = None) -> int:
    try:
        deploy(arguments_of(argv))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
