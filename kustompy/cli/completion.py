"""``kustompy completion``: scripts that let shells complete commands and flags, by asking ``__complete``."""

from __future__ import annotations

import os

from kustompy.cli.flags import Flag
from kustompy.cli.head import line_unless_help
from kustompy.cli.output import data_to_stdout, to_stdout
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

USAGE = """\
Generate shell completion script

Usage:
  kustompy completion [bash|zsh|fish|powershell] [flags]

Flags:
"""
FLAGS = (Flag("install", "write the script where new shells of this user find it, instead of printing it"),)
# Each script asks the program that stands on the command line, so that completions belong to the kustompy, or the
# kustomize, that will run. Shells pass a tilde as it was typed.
_SCRIPTS = {
    "bash": """\
# bash completion for kustompy, and for kustomize where kustompy is installed as that
_kustompy() {
    local IFS=$'\\n'
    local program=${COMP_WORDS[0]/#\\~/$HOME}
    COMPREPLY=($("$program" __completeNoDesc "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | sed '/^:/d'))
}
complete -o default -F _kustompy kustompy kustomize
""",
    "zsh": """\
#compdef kustompy kustomize
# zsh completion for kustompy, and for kustomize where kustompy is installed as that
_kustompy() {
    local -a found
    local program=${words[1]/#\\~/$HOME}
    found=(${(f)"$("$program" __complete "${(@)words[2,CURRENT]}" 2>/dev/null |
        sed -e '/^:/d' -e 's/:/\\\\:/g' -e $'s/\\t/:/')"})
    if (( ${#found} )); then _describe -V kustompy found; else _files; fi
}
if [[ ${funcstack[1]} == _kustompy ]]; then
    _kustompy
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef _kustompy kustompy kustomize
fi
""",
    "fish": """\
# fish completion for kustompy, and for kustomize where kustompy is installed as that
function __kustompy_found
    set -l words (commandline -opc) (commandline -ct)
    set -l program (string replace -r '^~' $HOME $words[1])
    set -g __kustompy_words ($program __complete $words[2..-1] 2>/dev/null | string match -v ':*')
    test (count $__kustompy_words) -gt 0
end
for each in kustompy kustomize
    complete -c $each -n __kustompy_found -f -a '$__kustompy_words'
end
""",
    "powershell": """\
# powershell completion for kustompy, and for kustomize where kustompy is installed as that
Register-ArgumentCompleter -Native -CommandName kustompy, kustomize -ScriptBlock {
    param($word, $ast, $position)
    $words = @($ast.CommandElements | ForEach-Object { "$_" })
    if (-not $word) { $words += '""' }
    & $words[0] __completeNoDesc @($words | Select-Object -Skip 1) 2>$null | Where-Object { $_ -notlike ':*' } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
""",
}
_LINES = {
    "zsh": ("~/.zshrc", "source <(kustompy completion zsh)"),
    "powershell": ("$PROFILE", "kustompy completion powershell | Out-String | Invoke-Expression"),
}
"""The start-up file of a shell that searches no folder of its users, and the line that goes there."""


def main(arguments: Sequence[str]) -> int:
    """Print the script of a shell."""
    line = line_unless_help("completion", arguments, FLAGS, USAGE, is_kustomize=True)
    if line is None:
        return 0
    if len(line.positional) != 1:
        raise UsageError(f"accepts 1 arg(s), received {len(line.positional)}", code="KST834")
    shell = line.positional[0]
    if shell not in _SCRIPTS:
        text = f'invalid argument "{shell}" for "kustompy completion"'
        raise UsageError(text, code="KST835", hint=f"one of {', '.join(_SCRIPTS)}")
    if line["install"]:
        to_stdout(f"{_install(shell, os.environ)}\n")
    else:
        data_to_stdout(_SCRIPTS[shell])
    return 0


def _install(shell: str, environment: Mapping[str, str]) -> str:
    """Write the script into the folder of the user that the shell looks into; the file that was written."""
    from kustompy.editing.saving import save

    # The folders that bash-completion and fish read for users, by the variables of the XDG base directories.
    home = environment.get("HOME") or os.path.expanduser("~")
    data = environment.get("XDG_DATA_HOME") or os.path.join(home, ".local/share")
    config = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    paths = {
        "bash": os.path.join(data, "bash-completion/completions/kustompy"),
        "fish": os.path.join(config, "fish/completions/kustompy.fish"),
    }
    if shell not in paths:
        profile, line = _LINES[shell]
        text = f"{shell} looks into no folder of its users for completions"
        raise UsageError(text, code="KST835", hint=f"add a line to {profile}: {line}")
    os.makedirs(os.path.dirname(paths[shell]), exist_ok=True)
    save(paths[shell], None, _SCRIPTS[shell].encode())
    return paths[shell]
