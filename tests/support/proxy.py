"""A TCP proxy that cuts connections, in this process or as one of its own."""

import contextlib
import random
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator

Budget = tuple[int | None, int | None]
"""After how many bytes of requests, and of answers, a connection is cut; None: never."""


def at_random(seed: int) -> Iterator[Budget]:
    """Yield budgets: a third of the connections loses a request on its way, a third an answer."""
    rng = random.Random(seed)
    while True:
        kind = rng.randrange(3)
        yield (
            rng.randrange(800, 3_500) if kind == 1 else None,
            rng.randrange(1_500, 4_500) if kind == 2 else None,
        )


class CuttingProxy:
    """Passes TCP through to a port of loopback and cuts connections.

    `cuts` has a number of bytes of answers, or a pair as in `Budget`, for each connection in the order in which
    they come; later ones pass whole. `made` counts the cuts; `passed` are the bytes of requests and of answers.
    """

    def __init__(self, port: int, cuts: Iterable[int | Budget]) -> None:
        self._target = ("127.0.0.1", port)
        self._cuts = iter(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.made = 0
        self.passed = [0, 0]
        self._threads = [threading.Thread(target=self._accept, name="proxy")]
        self._threads[0].start()

    def close(self) -> None:
        """Stop accepting, and wait for the connections to end."""
        # A thread that waits in accept() is only woken by a connection or a shutdown.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(self._target)
            cut = next(self._cuts, None)
            up, down = cut if isinstance(cut, tuple) else (None, cut)
            for way, (source, target, most) in enumerate(((client, upstream, up), (upstream, client, down))):
                thread = threading.Thread(target=self._pump, args=(source, target, most, way), name="proxy")
                self._threads.append(thread)
                thread.start()

    def _pump(self, source: socket.socket, target: socket.socket, budget: int | None, way: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if budget is not None:
                    budget -= len(data)
                    if budget < 0:
                        self.made += 1
                        break
                self.passed[way] += len(data)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


if __name__ == "__main__":
    running = CuttingProxy(int(sys.argv[1]), [int(cut) for cut in sys.argv[2:]])
    print(running.port, flush=True)
    while True:
        time.sleep(3600)
