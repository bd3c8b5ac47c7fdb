"""The second factor: allauth's own, with its secrets encrypted where they are kept."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set_up(user: Any) -> bool:
    """Test whether the account has a second factor beside its recovery codes."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists()


class EncryptedSecrets(DefaultMFAAdapter):
    """Keeps secrets under a key derived from the installation's own: a copy of the database alone opens nothing."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted under the present key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text; one that was kept under a key nobody has any more matches nothing that is typed."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def get_totp_issuer(self) -> str:
        """Return the name an authenticator app shows: never the host that was asked for."""
        return "Lineofsight"

    def build_totp_svg(self, url: str) -> str:
        """Return the picture for the app, on white: a dark page must not swallow it."""
        drawn: str = super().build_totp_svg(url)
        return drawn.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 its name is allauth's
        """Return a name that its owner may change."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Key %(number)s") % {"number": count + 1}


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (str(settings.SECRET_KEY), *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: Any) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lineofsight second factor").derive(
        str(secret).encode()
    )
    return base64.urlsafe_b64encode(derived)
