"""What a licence is called in SPDX's list, and which kind it is.

Hubs and model cards write licences in their own way; SPDX ids (https://spdx.org/licenses) are what
requests name. A name that is not known stays as it was written, and its kind is unknown.
"""

from typing import Literal

Kind = Literal["permissive", "copyleft", "non-commercial", "unknown"]

# Without copyleft and without limits on use; copyleft of any strength; no commercial use.
_SPDX: dict[Kind, tuple[str, ...]] = {
    "permissive": (
        "0BSD", "AFL-3.0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear",
        "BSL-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "CDLA-Permissive-1.0",
        "CDLA-Permissive-2.0", "ECL-2.0", "ISC", "MIT", "MIT-0", "MS-PL", "NCSA", "PDDL-1.0",
        "PostgreSQL", "Unlicense", "WTFPL", "Zlib",
    ),
    "copyleft": (
        "AGPL-3.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CDLA-Sharing-1.0", "EPL-1.0", "EPL-2.0",
        "EUPL-1.1", "EUPL-1.2", "GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0", "MPL-2.0", "ODbL-1.0",
        "OSL-3.0",
    ),
    "non-commercial": (
        "CC-BY-NC-2.0", "CC-BY-NC-3.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0",
        "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0",
    ),
}  # fmt: skip
_KINDS = {spdx.casefold(): kind for kind, known in _SPDX.items() for spdx in known}
_NAMES = {spdx.casefold(): spdx for known in _SPDX.values() for spdx in known}
# The hub's names where they are not SPDX's in small letters.
_OTHERWISE = {
    "apache": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "gpl": "GPL-3.0",
    "lgpl": "LGPL-3.0",
    "mit license": "MIT",
    "pddl": "PDDL-1.0",
    "unknown": "",
}
# Of weights that were made here from one's own examples: nobody else has rights in them.
YOURS = "yours"
# Newer SPDX ids say it of the GPL's family, and it changes nothing here.
_ENDINGS = ("-only", "-or-later")


def spdx(written: str) -> str:
    """Return the SPDX id of a licence as somebody wrote it; as written where none is known."""
    name = written.strip().casefold()
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    if name in _OTHERWISE:
        return _OTHERWISE[name]
    return _NAMES.get(name, written.strip())


def kind(licence: str) -> Kind:
    """Return what a licence, in SPDX's name or another, allows."""
    return _KINDS.get(spdx(licence).casefold(), "unknown")
