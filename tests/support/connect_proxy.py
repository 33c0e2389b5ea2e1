"""An HTTP proxy that tunnels (CONNECT), as banks have them between a branch and the head office."""

import contextlib
import socket
import threading


class ConnectProxy:
    """Tunnels to wherever it is asked; `asked` holds each host:port, in order."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked: list[str] = []
        self._threads = [threading.Thread(target=self._accept, name="connect-proxy")]
        self._threads[0].start()

    def close(self) -> None:
        """Stop accepting, and wait for the tunnels to end."""
        with contextlib.suppress(OSError):  # wakes the thread that waits in accept()
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
            request = b""
            while b"\r\n\r\n" not in request and (part := client.recv(4096)):
                request += part
            method, target, _ = request.split(b"\r\n")[0].decode().split()
            self.asked.append(f"{method} {target}")
            host, _, port = target.partition(":")
            upstream = socket.create_connection((host, int(port)))
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for source, sink in ((client, upstream), (upstream, client)):
                thread = threading.Thread(target=_pump, args=(source, sink), name="connect-proxy")
                self._threads.append(thread)
                thread.start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    source.close()
