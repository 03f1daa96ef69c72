"""The queue that wakes the workers: a SQLite file for one machine, Redis for several. Losing it loses nothing."""

from flask import Flask
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

NAME = "academy"
# A request that wakes a worker may not wait long for a Redis that is down; a worker's read lasts a second.
REDIS = {"socket_connect_timeout": 1, "socket_timeout": 5}


def opened(app: Flask) -> Huey:
    if not app.config["QUEUE"]:
        return SqliteHuey(NAME, filename=str(app.config["INSTANCE_PATH"] / "queue.sqlite"), results=False)
    pool = ConnectionPool.from_url(app.config["QUEUE"], **REDIS, retry=Retry(NoBackoff(), 1))
    # what comes over the network is signed, since it is unpickled
    signed = SignedSerializer(secret=app.config["SECRET_KEY"], salt="queue")
    return RedisHuey(NAME, connection_pool=pool, results=False, serializer=signed)


def trouble(queue: Huey) -> str:
    """Why the queue cannot be reached; empty while it answers. A file is always there."""
    try:
        if isinstance(queue, RedisHuey):
            queue.storage.conn.ping()
    except RedisError as error:
        return str(error)
    return ""
