"""The forms of texts that the table names, and those of schemas: what each takes at its bounds, and what it refuses."""

from __future__ import annotations

import pytest

from kustompy.validation.schema.assertions import in_range
from kustompy.validation.schema.formats import STRING_FORMATS
from kustompy.validation.table.forms import FORMS
from kustompy.validation.table.quantities import ONE, compared, decimal, quantity

L63, L64 = "a" * 63, "a" * 64
NAME253 = ".".join(["a" * 62] * 4) + "aa"

GOOD = {
    "label": ["a", "0", "a-b", L63],
    "label-1035": ["a", "a0", L63],
    "subdomain": ["a", "a.b", "0.1", L64, NAME253],
    "qualified": ["a", "A_b.c-d", L63, "example.com/a", f"{NAME253}/{L63}"],
    "label-value": ["", "a", "A.b", L63],
    "annotation-key": ["Example.com/Key", "a"],
    "config-key": ["a", ".a", "a..b", "_", "a" * 253],
    "strict-variable": ["", "a", "A.b-c_d", "_"],
    "variable": ["", "a b", "0", "~"],
    "header": ["X-Name", "a"],
    "external-name": ["", "a.b", "a.b."],
    "domain-path": ["", "acme.io/foo", "acme.io/a:b@c"],
    "fully-qualified": ["a.b.c"],
    "dotted": ["a.b"],
    "kind": ["A", "Abc", "A-b"],
    "sysctl": ["a", "kernel.sem", "net/ipv4/a_b"],
    "search-domain": [".", "a.b.", "_a.b", "a_b"],
    "cel-name": ["a", "_a1", "variables"],
    "csi-driver": ["A.b", L63],
    "finalizer": ["", "kubernetes", "orphan", "foregroundDeletion", "a/b"],
    "limit-type": ["Pod", "Container", "PersistentVolumeClaim", "a.b/c"],
    "wildcard-host": ["a.b", "*.a"],
    "own-domain": ["a.b/c", "kubernetes.iox/a"],
    "no-slash": ["", "a"],
    "ip": ["", "1.2.3.4", "::1"],
    "public-ip": ["1.2.3.4", "2001:db8::1", "ff05::1", "224.0.1.1", "::ffff:1.2.3.4"],
    "cidr": ["1.2.3.4/32", "0.0.0.0/0", "::/0", "::/128"],
    "network": ["10.0.0.0/8", "2001:db8::/64"],
    "padded-cidr": [" 10.0.0.0/8 "],
    "host": ["", "a.b", "*.a"],
    "https-url": ["https://a", "https://a:1/b"],
    "url-path": ["", "/", "/a", "/a/b/", "/a.b"],
    "cluster-ip": ["", "None", "1.2.3.4"],
    "host-ports": ["a:1", "a:1,b:2", ":1"],
    "iqn": ["iqn.2015-02.example.com:a", "eui.0123456789ABCDEF", f"naa.{'0' * 32}"],
    "url-pattern": ["*", "/", "/a", "/a/*"],
    "whole-number": ["0", "-1", "950", str(2**63 - 1), str(-(2**63))],
    "name-or-all": ["*", "a.b"],
    "label-or-all": ["*", "a"],
    "lease-strategy": ["OldestEmulationVersion", "a.b/c"],
    "version": ["1.34.0", "0.0.0", "1.2.3-rc.1", "1.2.3+a"],
    "attribute": ["a.b/m", "a.b/a1", "a.b/_", f"{L63}/{'a' * 32}"],
    "absolute": ["", "/a"],
    "no-dots": ["", "a", "a..b"],
    "descending": ["", "a/b", "..a"],
    "local-path": ["a", "a/..b"],
    "unpadded": ["", "a b"],
    "port-name": ["", "a", "http-1", "a" * 15],
    "time-zone": ["Etc/UTC", "Europe/Berlin"],
    "env-field": ["metadata.name", "status.podIPs", "metadata.labels['a']", "metadata.annotations['A.b/c']"],
    "volume-field": ["metadata.labels", "metadata.annotations['a']"],
    "resource-field": ["limits.cpu", "requests.memory", "limits.hugepages-2Mi"],
    "medium": ["", "Memory", "HugePages", "HugePages-2Mi"],
    "path-segment": ["a", "a:b", "..."],
    "json-path": [".a"],
    "spec-path": ["", ".spec.a"],
    "status-path": ["", ".status.a"],
    "status-or-spec-path": ["", ".spec.a", ".status.a"],
    "one-line": ["a", "a\n"],
    "not-blank": ["a"],
    "windows-user": ["a", "b\\a", "a" * 104, f"{'a' * 255}\\b"],
    "signal": ["SIGTERM", "SIGRTMIN+15", "SIGRTMAX-14"],
    "printable": ["", "a b"],
}
BAD = {
    "label": ["", "A", "-a", "a-", "a.b", L64],
    "label-1035": ["0a", "", "9"],
    "subdomain": ["", "a..b", ".a", "a.", "-a", "a.-b", "a-.b", NAME253 + "a", "A"],
    "qualified": ["", "/a", "a/", "-a", "a-", "_a", L64, "A.b/c", "a/b/c"],
    "label-value": ["-a", "a-", "a/b", L64, "a b"],
    "annotation-key": ["a/b/c", "-a"],
    "config-key": ["", ".", "..", "..a", "a/b", "a" * 254],
    "strict-variable": ["0a", ".", "..", "..a", "a b"],
    "variable": ["a=b", "ä", "\t", "\x7f"],
    "header": ["", "X_Name", "a b"],
    "external-name": ["a_b", ".", "a.."],
    "domain-path": ["acme.io", "acme.io/", "/foo", "acme.io/a b"],
    "fully-qualified": ["a.b", "a", ""],
    "dotted": ["a", "", "a."],
    "kind": ["", "0A", "A.b", "A_b"],
    "sysctl": ["", "A", "a..b", "a.", "-a", "a-", "a" * 254],
    "search-domain": ["", "..", "a..b", "a_", "_", "__a"],
    "cel-name": ["", "0a", "a-b", "true", "namespace", "while"],
    "csi-driver": ["", L64, "a_b"],
    "finalizer": ["a", "foregrounddeletion"],
    "limit-type": ["a", "", "-/a"],
    "wildcard-host": ["", "*", "a.*"],
    "own-domain": ["kubernetes.io/a", "a.k8s.io", "A.K8S.io/b"],
    "no-slash": ["a/b"],
    "ip": ["1.2.3", "1.2.3.4/32", "a"],
    "public-ip": ["", "a", "0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "::", "::1", "fe80::1", "ff02::1",
                  "FF02::1", "ff12::1", "::ffff:127.0.0.1"],
    "cidr": ["1.2.3.4", "1.2.3.4/33", "::/129", "a/1", "1.2.3.4/-1", "1.2.3.4/0001"],
    "network": ["10.0.0.1/8", "10.0.0.0", "a"],
    "padded-cidr": ["10.0.0.0", ""],
    "host": ["1.2.3.4", "*", "a b", "*.*.a"],
    "https-url": ["http://a", "https://", "a", "https://b@a", "https://a?b=c", "https://a#b", "https://[a"],
    "url-path": ["a", "//", "/a//b", "/A", "/a//"],
    "cluster-ip": ["none", "a"],
    "host-ports": ["", "a", "a:1,b"],
    "iqn": [
        "", "iqn.201-02.a:b", "iqn.2015-2.a:b", "iqn.2015-02.a", "iqn.2015-02.:a", "iqn.2015-02.a:", "iqn-2015-02.a:b",
        "iqn.2015-02.a:b c", "iqn.2015-02.a:b;c", "iqn.abcd-02.a:b", "eui.0123456789ABCDE", "eui.0123456789ABCDEF0",
        f"naa.{'0' * 31}", "eui.0123456789ABCDE-",
    ],
    "url-pattern": ["a", "", "/a b", "//a", "/*/a"],
    "whole-number": ["", "-", "+1", "01", "00", "-01", "1.0", "a", "²", str(2**63), str(-(2**63) - 1), "1" * 20],
    "name-or-all": ["", "A"],
    "label-or-all": ["", "a.b"],
    "lease-strategy": ["", "Oldest", "A/b/c"],
    "version": ["1.34", "1.2.3.4", "1.02.3", "01.2.3", "a.2.3", "1.2.", f"1.2.{'1' * 10}", "", "v1.2.3", "1.2.²"],
    "attribute": ["a.b", "a.b/", "/a", "a.b/4a", "a.b/a-b", f"a.b/{'a' * 33}", f"{L64}/a", "A.b/c", "a./b"],
    "absolute": ["a"],
    "no-dots": ["..", "a/..", "../a"],
    "descending": ["/a", "..", "a/../b"],
    "local-path": ["/a", "..a", ".."],
    "unpadded": [" a", "a ", "a\n"],
    "port-name": ["-", "1", "a--b", "-a", "a-", "A", "a" * 16],
    "time-zone": [" ", "Local", "local", "Mars/Phobos", "../UTC", "a" * 65],
    "env-field": ["metadata.labels", "spec.x", "metadata.labels['A/b']x", "metadata.labels['a b']", "metadata.x['a']"],
    "volume-field": ["spec.nodeName", "metadata.labels['']"],
    "resource-field": ["cpu", "limits.storage", "hugepages-2Mi"],
    "medium": ["memory", "HugePage"],
    "path-segment": [".", "..", "a/b", "a%b"],
    "json-path": ["a", ""],
    "spec-path": [".status.a", "spec.a"],
    "status-path": [".spec.a", "status.a"],
    "status-or-spec-path": [".metadata.a", "spec.a"],
    "one-line": ["a\nb"],
    "not-blank": [" ", "", "\n"],
    "windows-user": [
        "", ".", ". .", "b\\", "\\a", "a\\b\\c", "a" * 105, f"{'a' * 256}\\b", "a\x01", "a\x7f", "a/b", "a*",
    ],
    "signal": ["TERM", "SIGRTMIN+16", "SIGRTMAX-15", "sigterm", ""],
    "printable": ["a\x00", "\n"],
}  # fmt: skip
# These are others by another name.
SAME = {"label-key": "qualified"}


@pytest.mark.parametrize("form", sorted(GOOD))
def test_good_texts(form: str) -> None:
    assert {text: FORMS[form](text) for text in GOOD[form] * 2} == dict.fromkeys(GOOD[form], "")


@pytest.mark.parametrize("form", sorted(BAD))
def test_bad_texts(form: str) -> None:
    assert [text for text in BAD[form] if not FORMS[form](text)] == []


def test_every_form_of_texts_has_both() -> None:
    numbers = {"int-or-percent", "int-or-percent-to-100", "positive-int-or-percent", "not-negative", "positive"}
    assert GOOD.keys() == BAD.keys() == FORMS.keys() - SAME.keys() - numbers - {"port-or-name"}


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("int-or-percent", [0, 5, "0%", "25%", "250%"], [-1, "25", "-5%", "%", "a%"]),
        ("int-or-percent-to-100", [101, "100%", "7%"], ["101%", "250%", "1000%", -1]),
        ("positive-int-or-percent", [1, "1%", "100%"], [0, "0%", "00%", "101%", -1]),
        ("not-negative", ["0", 0, "1Gi", "-0"], ["-1", -1, "-1m"]),
        ("positive", ["1n", 1, "0.5"], ["0", 0, "-1"]),
        ("port-or-name", ["", "http", 1, 65535, True, 1.5], [0, -1, 65536, "80", "a--b"]),
    ],
)
def test_forms_of_numbers(form: str, good: list[object], bad: list[object]) -> None:
    assert [each for each in good if FORMS[form](each)] == []
    assert [each for each in bad if not FORMS[form](each)] == []


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("byte", ["", "YQ==", "YWI=", "YWJj", "YQ\n==", "Y\r\nQ=="], ["Y", "YQ", "YQ=", "Y Q=", "YWJj="]),
        ("cidr", ["1.2.3.4/0", "::1/128"], ["1.2.3.4", "1.2.3.4/33", "::1/129", "1.2.3.4/"]),
        ("date", ["2024-02-29", "2000-02-29", "0000-01-01", "2023-12-31"], ["2023-02-29", "1900-02-29", "2023-13-01",
         "2023-00-01", "2023-04-31", "2023-01-00", "2023-1-1", ""]),
        ("date-time", ["2023-01-01T00:00:00Z", "2024-02-29T00:00:00Z", "2023-01-10T23:59:59Z", "2023-10-31T00:00:00Z",
         "2023-01-01t23:59:60.5+01:00"], ["2023-01-01T24:00:00Z", "2023-01-01",
         "2023-01-01T00:60:00Z", "2023-02-30T00:00:00Z", "2023-04-31T00:00:00Z", "2023-13-01T00:00:00Z",
         "1900-02-29T00:00:00Z", "2023-01-00T00:00:00Z", "2023-01-01T00:00:00"]),
        ("duration", ["0", "1h30m", "-1.5s", ".5ms", "1µs", "1μs"], ["", "1", "1d", "h", "1h30"]),
        ("email", ["a@b", "a@b@c"], ["a", "@b", "a@", "a b@c"]),
        ("hostname", ["a", "a.b.", "A-b", "a" * 63], ["", "-a", "a-", "a" * 64, "a..b", "a_b",
         ".".join(["a" * 63] * 5)]),
        ("ipv4", ["1.2.3.4"], ["1.2.3", "01.2.3.4", "::1"]),
        ("ipv6", ["::1"], ["1.2.3.4", "fe80::1%eth0", ""]),
        ("mac", ["00:11:22:aa:bb:CC", "00-11-22-33-44-55", "0011.2233.4455"], ["00:11:22:33:44", "00:11-22:33:44:55"]),
        ("uri", ["a:b", "/a", "https://x"], ["", "a", "1a:b", "a b", "a_b:c", "ä:b", "/\x7f", "/\n"]),
        ("uuid", ["0123abcd-0000-0000-0000-000000000000", "0" * 32], ["0" * 31, "g" * 32]),
        ("x-dns-label", ["a", L63], ["", L64, "-a", "a-", "a.b"]),
        ("x-port-name", ["a", "a" * 15, "1a"], ["", "1", "1-1", "a" * 16, "a--b", "-a"]),
        ("x-target-port", ["", "a"], ["1", "A"]),
        ("x-quantity", ["0", "1.5Gi", "100m", "1e3", "1E3", "1E", "+1", "-.5", "1.", "1e-3", "1n"], ["", "1GB", "1gi",
         "1 Gi", "1e3k", "1e", "1.2.3", "Gi", "²", "1e" + "1" * 10, "--1"]),
    ],
)  # fmt: skip
def test_formats_of_schemas(form: str, good: list[str], bad: list[str]) -> None:
    assert [each for each in good * 2 if not STRING_FORMATS[form](each)] == []
    assert [each for each in bad if STRING_FORMATS[form](each)] == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", ONE), (1, ONE), ("1n", 1), ("0.1n", 1), ("-0.1n", -1), ("1.5", 3 * ONE // 2), ("1Ki", 1024 * ONE),
        ("0.5Ki", 512 * ONE), ("1k", 1000 * ONE), ("1e3", 1000 * ONE), ("1E", 10**18 * ONE), ("-2m", -2 * ONE // 1000),
        ("1e-9", 1), ("1e-10", 1), (True, None), (None, None), ([], None), ("a", None), ("1e65", None),
        ("1" * 65, None),
        ("1" * 64, int("1" * 64) * ONE), ("1e64", 10**64 * ONE),
    ],
)  # fmt: skip
def test_quantities_are_billionths(text: object, amount: int | None) -> None:
    assert quantity(text) == amount


@pytest.mark.parametrize(("amount", "text"), [(ONE, "1"), (3 * ONE // 2, "1.5"), (-1, "-0.000000001"), (0, "0")])
def test_decimals_of_billionths(amount: int, text: str) -> None:
    assert decimal(amount) == text


@pytest.mark.parametrize(
    ("one", "other", "order"), [(1, 2, -1), (2, 1, 1), (1, 1, 0), ("1", "1000m", 0), ("1Ki", 1, 1), ("a", 1, None)]
)
def test_quantities_are_compared(one: object, other: object, order: int | None) -> None:
    assert compared(one, other) == order


@pytest.mark.parametrize(
    ("form", "low", "high"),
    [
        ("int32", -(2**31), 2**31 - 1), ("int64", -(2**63), 2**63 - 1), ("uint32", 0, 2**32 - 1),
        ("uint64", 0, 2**64 - 1), ("x-port", 1, 65535), ("x-port-or-0", 0, 65535), ("x-port-or-name", 1, 65535),
        ("x-target-port", 0, 65535),
    ],
)  # fmt: skip
def test_ranges_of_integers(form: str, low: int, high: int) -> None:
    fits = in_range(form)
    assert [fits(each) for each in (low - 1, low, high, high + 1)] == [False, True, True, False]
