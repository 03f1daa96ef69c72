"""Concurrent clients on keep-alive connections, thin enough to leave the processor to the server."""

import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Client:
    """A browser without a face: one connection, cookies, the CSRF token of the last form."""

    def __init__(self, url: str):
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.cookies, self.token = {}, ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def post(self, path: str, **fields) -> str:
        """The status and the address that the answer leads to."""
        body = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, body, FORM)[0]

    def sign_in(self, email: str, password: str) -> "Client":
        self._keep_token(self.get("/accounts/sign-in"))
        self.post("/accounts/sign-in", email=email, password=password)
        self._keep_token(self.get("/"))
        return self

    def take_name(self, stage: str, name: str) -> "Client":
        """Come to a stage as a viewer with this name."""
        self.stage = stage
        self._keep_token(self.get(f"{stage}/arrive"))
        self.post(f"{stage}/arrive", key=secrets.token_urlsafe(12), nickname=name)
        self._keep_token(self.get(stage))
        return self

    def comment(self, text: str) -> None:
        """Write into the thread of that stage, some time after what was asked before: the server has hung up."""
        self.connection.close()
        self.post(f"{self.stage}/comments", key=secrets.token_urlsafe(12), text=text)

    def _ask(self, method, path, body=None, headers={}):
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.headers.get("Location", ""), text

    def _keep_token(self, text):
        self.token = TOKEN.search(text)[1]


def measured(clients: list[Client], work: Callable[[Client, int], Iterator[None]], seconds: float) -> dict[str, float]:
    """Let every client do its work for so long; each step of the iterator is one timed request."""
    times: list[float] = []
    start = threading.Barrier(len(clients) + 1)

    def run(number, client):
        steps = work(client, number)
        next(steps)  # what comes before the first request is not timed
        client.connection.close()  # the server closes idle ones
        start.wait()
        end = time.perf_counter() + seconds
        while (before := time.perf_counter()) < end:
            next(steps)
            times.append(time.perf_counter() - before)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return figures(times, time.perf_counter() - began)


def figures(times: list[float], seconds: float) -> dict[str, float]:
    ordered = sorted(times)
    at = lambda share: 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]  # noqa: E731
    return {"per second": len(times) / seconds, "p50 ms": at(0.5), "p99 ms": at(0.99), "requests": len(times)}
