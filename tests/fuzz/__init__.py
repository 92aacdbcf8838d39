"""Coverage-guided fuzzing with atheris: ``python -m fuzz TARGET [libFuzzer's flags]``, from the folder ``tests``."""
