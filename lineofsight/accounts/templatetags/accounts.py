"""What sign-in pages ask for."""

from django import template

from lineofsight.accounts import demo

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[demo.SignIn]:
    """Return whom one can sign in as in a demo database."""
    return demo.sign_ins()
