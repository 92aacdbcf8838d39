"""What kubectl says, as it says it, and the code that it means."""

from __future__ import annotations

import pytest

from kustompy.deploying.refusals import ROWS, refusal_of
from kustompy.messages.codes import codes

CASES = [
    ('exec: "kubectl": executable file not found in $PATH', "KST650"),
    ("fork/exec ./kubectl: permission denied", "KST650"),
    ('error: context "prod" does not exist', "KST651"),
    ("Error in configuration: context was not found for specified context: prod", "KST651"),
    ("error: stat /home/ci/config: no such file or directory", "KST651"),
    ('unable to recognize "STDIN": Get "https://10.0.0.1/api": dial tcp 10.0.0.1:443: connect: connection refused',
     "KST651"),
    ('Unable to connect to the server: dial tcp: lookup c.example.com: no such host', "KST651"),
    ('Get "https://10.0.0.1/api": unexpected EOF', "KST651"),
    ("Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired", "KST651"),
    ("error: You must be logged in to the server (Unauthorized)", "KST652"),
    ("Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255", "KST652"),
    ('Error from server (Forbidden): deployments.apps "web" is forbidden: User "ci" cannot patch resource', "KST653"),
    ('Error from server (Forbidden): namespaces "shop" is forbidden: User "ci" cannot get resource', "KST653"),
    ('Error from server (Forbidden): configmaps "a" is forbidden: unable to create new content in namespace shop '
     "because it is being terminated", "KST657"),
    ('Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas\nPlease review the',
     "KST654"),
    ('Error from server: admission webhook "a.example.com" denied the request: add a label', "KST655"),
    ("Error from server (Forbidden): pods is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "
     "no", "KST655"),
    ("Error from server (InternalError): Internal error occurred: failed calling webhook \"a\": connection refused",
     "KST655"),
    ('error: resource mapping not found for name: "w" namespace: "" from "STDIN": no matches for kind "Widget" in '
     'version "example.com/v1"\nensure CRDs are installed first', "KST656"),
    ('error: the server doesn\'t have a resource type "Nope"', "KST656"),
    ('Error from server (NotFound): namespaces "shop" not found', "KST657"),
    ("Error from server (InternalError): an error on the server has prevented the request from succeeding", "KST658"),
    ("Error from server (TooManyRequests): the server has received too many requests", "KST658"),
    ("Error from server (Conflict): Operation cannot be fulfilled: the object has been modified", "KST658"),
    ('The Deployment "web" is invalid: spec.selector: Invalid value: {}: field is immutable', "KST659"),
    ('The Service "web" is invalid: spec.ports: Required value', "KST659"),
    ('Error from server (BadRequest): strict decoding error: unknown field "spec.replica"', "KST659"),
    ("the namespace from the provided object \"a\" does not match the namespace \"b\"", "KST660"),
    ("", "KST660"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code"), CASES)
def test_what_kubectl_means(said: str, code: str) -> None:
    assert refusal_of(said, "exit status 1").code == code


def test_every_row_has_a_case_and_a_page() -> None:
    assert {row.code for row in ROWS} <= {code for _, code in CASES}
    assert {row.code for row in ROWS} <= set(codes())


def test_the_words_are_those_of_kubectl_without_its_log() -> None:
    said = (
        'E1128 12:47:42.986026    9411 memcache.go:265] "Unhandled Error" err="no"\n'
        'Apply failed with 1 conflict: conflict with "a": .data.x\n'
        'Apply failed with 1 conflict: conflict with "a": .data.x\n'
        "Please review the fields above--they currently have other managers. Here\nare the ways"
    )
    assert refusal_of(said, "").words == 'Apply failed with 1 conflict: conflict with "a": .data.x'
    assert refusal_of("", "exit status 1").words == "exit status 1"
    many = refusal_of("\n".join(f"line {number}" for number in range(40)), "").words
    assert many.splitlines()[-1] == "… 28 more lines"


def test_unknown_kinds_are_named() -> None:
    said = 'no matches for kind "Widget" in version "example.com/v1"\nno matches for kind "Foo" in version "v1"'
    assert refusal_of(said, "").unknown_kinds == {("example.com/v1", "Widget"), ("v1", "Foo")}
