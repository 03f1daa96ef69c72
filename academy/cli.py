"""The console script `academy`."""

import os
import sys

from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError

from academy.settings import SettingError


def create_app():
    from academy.app import create_app

    return create_app()


group = FlaskGroup(
    name="academy",
    help="Run a civil service academy's social media training.",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
)


def main():
    os.environ.setdefault("PYTHONUTF8", "1")
    try:
        group.main(prog_name="academy")
    except SettingError as error:
        sys.exit(f"academy: {error}")
    except OperationalError as error:
        sys.exit(f"academy: the database does not answer; look at ACADEMY_DATABASE. It said: {error.orig}")


if __name__ == "__main__":
    main()
