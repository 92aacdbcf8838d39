"""Files of sops opened by the user's own sops: an argument list, no shell, and only the environment that it needs."""

from __future__ import annotations

import os
import tempfile

from kustompy.system.files import InputError
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.sops.sealed import Sealed

_PREFIXES = (
    "SOPS_", "AWS_", "AZURE_", "GOOGLE_", "GCLOUD_", "CLOUDSDK_", "VAULT_", "XDG_", "GNUPGHOME", "GPG_", "SSL_CERT_",
)  # fmt: skip
_NAMES = (
    "APPDATA", "HOME", "HTTPS_PROXY", "HTTP_PROXY", "LOCALAPPDATA", "NO_PROXY", "PATH", "SYSTEMROOT", "TEMP", "TMP",
    "TMPDIR", "USER", "USERNAME", "USERPROFILE", "https_proxy", "http_proxy", "no_proxy",
)  # fmt: skip
_SECONDS = 60


def needed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of an environment that tell sops where keys are."""
    return {key: value for key, value in environment.items() if key in _NAMES or key.startswith(_PREFIXES)}


def opened_by(
    command: str,
    sealed: Sealed,
    content: bytes,
    kind: str,
    path: str,
    environment: Mapping[str, str],
    *,
    checks: bool = True,
) -> bytes:
    """What the program prints for the file, whose code it ``checks``; an InputError (KST334) has its own words."""
    own = environment.get("VAULT_ADDR", "")
    for address in sealed.metadata.vaults:
        if address.rstrip("/") != own.rstrip("/"):
            raise InputError(
                f"{path} is encrypted: it would have a token sent to the vault at {address}",
                code="KST334",
                hint="set VAULT_ADDR to this address if it is yours",
            )
    # a file of its own: the tree may be a revision, or in memory
    with tempfile.TemporaryDirectory(prefix="kustompy-sops-") as folder:
        file = os.path.join(folder, "sealed")
        with open(file, "xb") as sink:
            sink.write(content)
        arguments = [
            "--decrypt",
            *([] if checks else ["--ignore-mac"]),
            "--input-type",
            kind,
            "--output-type",
            kind,
            file,
        ]
        done = run(command, arguments, environment=needed(environment), seconds=_SECONDS, directory=folder)
    if done.failure:
        said = done.stderr.decode("utf-8", "replace").strip().replace(file, path)
        raise InputError(
            f"{path} is encrypted: {command} could not open it: {done.failure}" + (f"\n{said}" if said else ""),
            code="KST334",
            hint="see that sops runs here and has a key, or build with --placeholder-inputs to do without",
        )
    return done.stdout
