"""A TCP proxy that cuts connections, in this process or as one of its own."""

import contextlib
import socket
import sys
import threading
import time


class CuttingProxy:
    """Passes TCP through to a port of loopback; each connection is cut after so many bytes of answers.

    `cuts` has one number of bytes per connection, in the order in which they come; later ones pass whole.
    `made` counts the cuts.
    """

    def __init__(self, port: int, cuts: list[int]) -> None:
        self._target = ("127.0.0.1", port)
        self._cuts = list(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.made = 0
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
            budget = self._cuts.pop(0) if self._cuts else None
            for source, target, most in ((client, upstream, None), (upstream, client, budget)):
                thread = threading.Thread(target=self._pump, args=(source, target, most), name="proxy")
                self._threads.append(thread)
                thread.start()

    def _pump(self, source: socket.socket, target: socket.socket, budget: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if budget is not None:
                    budget -= len(data)
                    if budget < 0:
                        self.made += 1
                        break
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
