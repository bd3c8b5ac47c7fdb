"""Pure calculation: arrays and plain values in, arrays and plain values out.

No Django, no clock, no files. Unknown (``nan`` in arrays, ``None`` in scalars) is never zero.
The catalog of methods is ``core.methods``; every formula carries the section of the domain reference it comes from.
"""
