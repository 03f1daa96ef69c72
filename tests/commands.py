"""Commands as an administrator types them."""

from click.testing import Result
from flask.cli import ScriptInfo

from academy import cli


def typed(app, *words, input: str | None = None) -> Result:
    """What `academy WORDS` answers, run on this application; `input` is typed when it asks."""
    runner, info = app.test_cli_runner(), ScriptInfo(create_app=lambda: app)
    return runner.invoke(cli.group, list(map(str, words)), input=input, obj=info)
