"""Takes a port of this machine, or says in one line why not: python -m script.port PORT

Standard library only: script/server asks before anything is installed.
"""

import errno
import socket
import sys


def take_port(port: str) -> socket.socket:
    """The listening socket on 127.0.0.1. Exits with one line where the port can't be had."""
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        sys.exit(f"{port} is not a port: choose a number from 1 to 65535.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        # Asked first, since macOS lets two programs listen on one port at different addresses.
        with socket.socket() as probe:
            taken = probe.connect_ex(("127.0.0.1", int(port))) == 0
        if not taken:
            listener.bind(("127.0.0.1", int(port)))
            listener.listen(64)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        if not taken:
            sys.exit(f"Port {port} can't be used ({error.strerror}): choose another one with --port.")
    if taken:
        sys.exit(f"Port {port} is taken by another program: choose another one with --port.")
    return listener


if __name__ == "__main__":
    take_port(sys.argv[1])
