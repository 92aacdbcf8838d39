"""Files decrypted by the user's own sops: without a shell, with only the variables of the environment that it needs."""

from __future__ import annotations

import os
import tempfile

from kustompy.system.files import InputError
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.sops.sealed import Sealed

# Where keys and credentials are, and how to reach the services that have them. Tokens of CI and of git are not passed
# on: the metadata of a file choose which service sops asks.
_PREFIXES = (
    "SOPS_", "AWS_", "AZURE_", "GOOGLE_", "GCLOUD_", "CLOUDSDK_", "VAULT_", "XDG_", "GNUPGHOME", "GPG_", "SSL_CERT_",
)  # fmt: skip
_NAMES = (
    "APPDATA", "HOME", "HTTPS_PROXY", "HTTP_PROXY", "LOCALAPPDATA", "NO_PROXY", "PATH", "SYSTEMROOT", "TEMP", "TMP",
    "TMPDIR", "USER", "USERNAME", "USERPROFILE", "https_proxy", "http_proxy", "no_proxy",
)  # fmt: skip
_SECONDS = 60


def needed(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of an environment that sops needs to find keys."""
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
    """The content that the program prints for a file; it verifies the MAC unless ``checks`` is false.

    Raises an InputError (KST334) with the program's message if it fails.
    """
    # The address of a vault stands in the file. sops would send the user's token there, wherever that is.
    own = environment.get("VAULT_ADDR", "")
    for address in sealed.metadata.vaults:
        if address.rstrip("/") != own.rstrip("/"):
            raise InputError(
                f"{path} is encrypted: decrypting it would send a token to the vault at {address}",
                code="KST334",
                hint="set VAULT_ADDR to this address if it is yours",
            )
    # A file of its own: the tree may be a revision or in memory, and a .sops.yaml beside it must not be read.
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
            f"{path} is encrypted: {command} could not decrypt it: {done.failure}" + (f"\n{said}" if said else ""),
            code="KST334",
            hint="make sure that sops runs here and has a key, or build with --placeholder-inputs without keys",
        )
    return done.stdout
