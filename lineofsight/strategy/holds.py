"""Tells governance whose rights a released call is judged by: the first domain above that knows viewers does."""

from lineofsight.governance import askers
from lineofsight.organization.viewers import viewer_of

askers.register(viewer_of)
