"""A program that stands in for helm: what it was given comes out as a ConfigMap, then the templates of the chart."""

from __future__ import annotations

import sys
from pathlib import Path

SCRIPT = f"""#!{sys.executable}
import pathlib, sys
word, *rest = sys.argv[1:]
if word == "version":
    print("v3.17.0+gstandin")
elif word == "pull":
    home, name = pathlib.Path(rest[rest.index("--untardir") + 1]), rest[-1]
    given = " ".join(each for each in rest if each != str(home))
    name = next(each for each in reversed(rest[3:]) if not each.startswith("-") and not each[0].isdigit())
    chart = home / name.rpartition("/")[2]
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("name: pulled\\n")
    (chart / "values.yaml").write_text("of: the chart\\n")
    (chart / "templates/a.yaml").write_text(
        "kind: ConfigMap\\napiVersion: v1\\nmetadata: {{name: pulled}}\\ndata:\\n  pull: '" + given + "'\\n")
else:
    release, chart, *flags = rest
    chart = pathlib.Path(chart)
    print("apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name:", release + "-given\\ndata:")
    files = [at for at, each in enumerate(flags) if each == "-f"]
    shown = " ".join(
        each.partition("=")[0] + "=" + pathlib.Path(each.partition("=")[2]).read_text().strip()
        if flags[at - 1] == "--set-file" else each
        for at, each in enumerate(flags) if at not in files and at - 1 not in files)
    print("  flags:", repr(shown))
    for number, at in enumerate(files):
        text = pathlib.Path(flags[at + 1]).read_text()
        print("  values-" + str(number) + ": |" + "".join("\\n    " + line for line in text.splitlines()))
    if (chart / "values.yaml").exists():
        text = (chart / "values.yaml").read_text()
        print("  of-chart: |" + "".join("\\n    " + line for line in text.splitlines()))
    print("  charts:", repr(" ".join(sorted(each.name for each in chart.glob("charts/*")))))
    for each in sorted(chart.glob("templates/*")):
        print("---\\n" + each.read_text())
"""


def stand_in(folder: Path) -> str:
    """The path of the program, written into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "helm"
    path.write_text(SCRIPT)
    path.chmod(0o755)
    return str(path)
