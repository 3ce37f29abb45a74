import pytest

from tools.hub.licences import kind, spdx


@pytest.mark.parametrize(
    ("written", "name", "allows"),
    [
        ("apache-2.0", "Apache-2.0", "permissive"),
        ("MIT", "MIT", "permissive"),
        ("cc-by-nc-4.0", "CC-BY-NC-4.0", "non-commercial"),
        ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0", "non-commercial"),
        ("gpl-3.0", "GPL-3.0", "copyleft"),
        ("AGPL-3.0-or-later", "AGPL-3.0", "copyleft"),
        ("cc-by-sa-4.0", "CC-BY-SA-4.0", "copyleft"),
        ("openrail", "openrail", "unknown"),
        ("other", "other", "unknown"),
        ("unknown", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_a_licence_has_a_name_and_a_kind(written, name, allows):
    assert spdx(written) == name
    assert kind(written) == kind(name) == allows
