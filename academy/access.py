"""Who may see what: every view says it with `only` or `public`, and finders do the rest."""

from collections.abc import Callable
from functools import wraps

from flask import abort, current_app
from flask_login import current_user
from werkzeug.local import LocalProxy

ROLES = ("learner", "instructor", "administrator")

current_person = LocalProxy(lambda: current_user._get_current_object())


def only(*roles: str) -> Callable:
    """The view is for people of these roles; nobody signed in is asked to sign in first."""
    assert roles and set(roles) <= set(ROLES)

    def guard(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if not current_person.is_authenticated:
                return current_app.login_manager.unauthorized()
            if current_person.role not in roles:
                abort(403)
            return view(*args, **kwargs)

        guarded.access = roles
        return guarded

    return guard


def signed_in(view: Callable) -> Callable:
    """The view is for everybody who is signed in."""
    return only(*ROLES)(view)


def public(view: Callable) -> Callable:
    """The view is for everybody, signed in or not: said, not forgotten."""
    view.access = "public"
    return view
