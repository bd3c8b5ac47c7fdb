"""Tells governance whose rights a released call is judged by: the first domain above that knows viewers does."""

from lineofsight.governance import askers
from lineofsight.organization.standing_in import asker

askers.register(asker)
