"""A provider of single sign-on to test against: oidc-provider-mock, a maintained package, on a port of its own. Tests may
change what it says: it is another's server, and they are not always good."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

import flask
import oidc_provider_mock
from authlib import jose
from oidc_provider_mock import User, _app
from werkzeug.serving import make_server

CLIENT = "academy"


@dataclass
class Provider:
    """`claims` change what it puts into tokens, `names` what it says of itself; `lasting` is how long its tokens are good."""

    issuer: str = ""
    claims: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    lasting: int = 600
    rotated: bool = False
    asked: list = field(default_factory=list)

    def change(self) -> None:
        """Before it answers a request."""
        self.asked.append(flask.request.path)
        if self.rotated:
            flask.g.oidc_provider_mock_storage.jwk = jose.RSAKey.generate_key(is_private=True)
            self.rotated = False

    def rename(self, response):
        if flask.request.path == "/.well-known/openid-configuration":
            response.data = flask.json.dumps(response.json | self.names)
        return response


@contextmanager
def running(users: dict[str, dict]):
    """The provider with these people, as claims by subject."""
    provider = Provider()
    app = oidc_provider_mock.app(user_claims=[User(sub=subject, claims=claims) for subject, claims in users.items()])
    app.before_request(provider.change)
    app.after_request(provider.rename)
    app.extensions["provider"] = provider
    server = make_server("localhost", 0, app, threaded=True)
    provider.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Code(_app.OpenIDCode):
    """Puts into tokens what the test says."""

    def get_jwt_config(self, grant, client=None):
        return super().get_jwt_config(grant, client) | {"exp": flask.current_app.extensions["provider"].lasting}

    def generate_user_info(self, user, scope):
        return super().generate_user_info(user, scope) | flask.current_app.extensions["provider"].claims


_app.OpenIDCode = Code
