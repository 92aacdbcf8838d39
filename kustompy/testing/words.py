"""Strategies for the small things that manifests are made of: names, labels, images, quantities."""

# no `from __future__ import annotations`: a strategy has that name
from hypothesis import strategies as st

# Words first, so that examples shrink to something that can be read aloud.
_WORDS = ("web", "api", "app", "db", "cache", "worker", "proxy", "jobs", "auth", "mail", "shop", "a", "x1", "web-2")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LABEL_KEYS = (
    "app", "tier", "team", "app.kubernetes.io/name", "app.kubernetes.io/part-of", "example.com/owner", "a_b", "X-1",
)  # fmt: skip
# A value of a label is empty, or begins and ends with a letter or digit, of 63 characters at most.
_LABEL_VALUES = ("web", "api", "backend", "a", "", "1", "true", "v1.2", "A_b-c")
_ANNOTATION_VALUES = ("a", "", "yes", "on", "1.10", "0x1", "null", "two words", "a: b", "#", "'", '"', "two\nlines\n")
_IMAGES = (
    "web", "nginx:1.27", "registry.example.com/shop/web:2.1.0", "localhost:5000/api", "redis:7-alpine",
    "web@sha256:" + "0" * 64,
)  # fmt: skip
# What YAML 1.1, YAML 1.2 or JSON reads as something other than a text: it needs quotes in the one or the other.
_AMBIGUOUS = (
    "yes", "no", "on", "off", "y", "true", "null", "~", "1e3", "1_000", "0x10", "0o7", "0777", "1.10", ".5", ".inf",
    "=", "<<", "2026-01-02", "12:30:45", "- a", "a: b", "# a", "'", '"', "|", "&a", "*a", "!a", "%a", "@a", "`a",
)  # fmt: skip
_TEXTS = st.sampled_from(("value", "", "a=b\n", "1", "two\nlines\n", "{}", " x", *_AMBIGUOUS))
_SUFFIXES = ("", "m", "k", "M", "G", "Ki", "Mi", "Gi")


def names() -> st.SearchStrategy[str]:
    """Names that every kind accepts: DNS labels."""
    return _NAMES


def labels(min_size: int = 0, max_size: int = 3) -> st.SearchStrategy[dict[str, str]]:
    """Labels, some under a prefix, with values that YAML would like to read as something else."""
    return st.dictionaries(_label_key, _label_value, min_size=min_size, max_size=max_size)


def annotations(min_size: int = 0, max_size: int = 3) -> st.SearchStrategy[dict[str, str]]:
    """Annotations: keys like those of labels, values of any text that can be printed."""
    return st.dictionaries(_label_key, _annotation_value, min_size=min_size, max_size=max_size)


def images() -> st.SearchStrategy[str]:
    """Image references with and without registry, tag and digest."""
    return _image


def quantities() -> st.SearchStrategy[str]:
    """Quantities of resources: ``250m``, ``1.5Gi``, ``2e3``."""
    return _QUANTITIES


def texts() -> st.SearchStrategy[str]:
    """Values of config maps: plain ones first, many that YAML reads as something else unless they are quoted."""
    return _TEXTS


def _quantity(number: int, suffix: str) -> str:
    return f"{number}{suffix}"


# A letter comes first: names of Services are labels of RFC 1035, which begin with no digit.
_NAMES = st.sampled_from(_WORDS) | st.text(_LETTERS, min_size=1, max_size=12).map(lambda text: f"a{text}")
_label_key = st.sampled_from(_LABEL_KEYS)
_label_value = st.sampled_from(_LABEL_VALUES) | st.text(_LETTERS, max_size=10)
_annotation_value = st.sampled_from(_ANNOTATION_VALUES) | st.text(
    # No control characters and no lone surrogates: the former YAML refuses, the latter UTF-8.
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]),
    max_size=20,
)
_image = st.sampled_from(_IMAGES)
_QUANTITIES = st.builds(_quantity, st.integers(1, 999), st.sampled_from(_SUFFIXES)) | st.sampled_from(
    ("0", "0.5", "1.5Gi", "2e3", "100m")
)
