"""Connections that hang up in time. A timeout is for each piece that comes: whoever sends a handshake or headers a byte at
a time would keep us for ever. From the headers on, whoever reads the answer looks at the clock."""

import socket
import threading
from contextlib import suppress

import urllib3

PATIENCE = 30  # seconds from the beginning of a connection to the headers of its answer


class _Watched:
    def _new_conn(self):
        made = super()._new_conn()
        self._twin = made.dup()  # TLS takes the socket itself away
        self._watch = threading.Timer(PATIENCE, _hang_up, [self._twin])
        self._watch.daemon = True
        self._watch.start()
        return made

    def getresponse(self):
        try:
            return super().getresponse()
        finally:
            self._let_be()

    def close(self):
        self._let_be()
        super().close()

    def _let_be(self):
        if hasattr(self, "_watch"):
            self._watch.cancel()
            self._twin.close()


class _Connection(_Watched, urllib3.connection.HTTPConnection):
    pass


class _SecureConnection(_Watched, urllib3.connection.HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}  # for a connection that is used once


def _hang_up(twin: socket.socket) -> None:
    with suppress(OSError):  # it was over at the same moment
        twin.shutdown(socket.SHUT_RDWR)
