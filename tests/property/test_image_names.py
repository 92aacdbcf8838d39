"""Which images an entry of ``images:`` means: kustomize puts its name into a regular expression."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kustompy.golang import regexp
from kustompy.transformers.images import matcher

_TAG = "[a-zA-Z0-9_.{}-]*"
NAMES = st.text("ab./-", min_size=1, max_size=8)
TAILS = st.sampled_from(["", ":v1", ":", "@sha256:ab", ":v1@sha256:ab", ":v1@sha512:ab", "/more", ":v 1", "\n"])


@given(NAMES, st.text("ab./-x\n", max_size=8), TAILS, st.booleans())
def test_a_name_means_what_its_regular_expression_matches(name: str, other: str, tail: str, same: bool) -> None:
    image = (name.replace(".", "x") if same else other) + tail
    pattern = regexp.compile(f"^{name}(:{_TAG})?(@sha256:{_TAG})?$")
    assert matcher(name)(image) == pattern.search(image)
