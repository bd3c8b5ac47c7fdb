"""What a database says when a key or a name is taken already, as a refusal that names the field."""

import re

from django.db import IntegrityError
from django.utils.translation import gettext

from lineofsight.base.errors import Invalid

SQLITE = re.compile(r"UNIQUE constraint failed: (?P<fields>[\w., ]+)")
POSTGRES = re.compile(r"Key \((?P<fields>[\w, ]+)\)=\(.*\) already exists", re.S)


def taken(error: IntegrityError) -> Invalid | None:
    """Return the refusal that names the fields somebody else's row holds; None where the error is another one."""
    found = SQLITE.search(str(error)) or POSTGRES.search(str(error))
    if not found:
        return None
    names = [name.strip().split(".")[-1].removesuffix("_id") for name in found["fields"].split(",")]
    sentence = gettext("This is taken already. Choose another one, or change what is there.")
    return Invalid({name: sentence for name in names if name != "source"} or {names[0]: sentence})
