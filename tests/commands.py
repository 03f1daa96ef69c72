"""Commands as an administrator types them."""

from click.testing import Result
from flask.cli import ScriptInfo

from academy import cli


def typed(app, *words) -> Result:
    """What `academy WORDS` answers, run on this application."""
    return app.test_cli_runner().invoke(cli.group, list(map(str, words)), obj=ScriptInfo(create_app=lambda: app))
