"""An SMTP server in a process of its own that misbehaves on demand: python -m script.drills.smtp_server FOLDER [HOST]

It writes its port into FOLDER/port, a line for each mail that it has accepted into FOLDER/accepted (Message-ID
and recipient, in the moment before its 250), the mail itself into FOLDER/mails where that is there, and does what FOLDER/behaviour says at the next command:

    ok              all is taken
    slow SECONDS    it waits before it takes in a whole mail
    late SECONDS    a mail is taken in, and answered only so much later
    rcpt REPLY      a recipient is answered with this reply, such as `rcpt 451 try later`
    mail REPLY      a sender is answered so
    data REPLY      a whole mail is answered so
    hang SECONDS    nothing is answered for so long, then 250
    reset           the line is cut in the middle of a mail's text
    drop            a mail is taken in, and the line is cut before the 250
    bad-password    signing in is refused; where FOLDER has a certificate, signing in is required
    bad-tls         it shows a certificate that nobody signed

NOOP is answered with the CPU time that the server has taken so far, in seconds.
"""

import asyncio
import socket
import ssl
import sys
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HELD_BACK = getattr(socket, "TCP_CORK", getattr(socket, "TCP_NOPUSH", 0))


class Postmaster:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def behaviour(self) -> tuple[str, str]:
        """A word and its argument."""
        word, _space, argument = (self.folder / "behaviour").read_text().strip().partition(" ")
        return word, argument

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        word, argument = self.behaviour()
        if word == "hang":
            await asyncio.sleep(float(argument))
        if word == "mail":
            return argument
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        word, argument = self.behaviour()
        if word == "rcpt":
            return argument
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        word, argument = self.behaviour()
        if word == "slow":
            await asyncio.sleep(float(argument))
        if word == "data":
            return argument
        mail = message_from_bytes(envelope.content if isinstance(envelope.content, bytes) else b"")
        with (self.folder / "accepted").open("a") as accepted:
            accepted.write(f"{mail['Message-ID']} {envelope.rcpt_tos[0]}\n")
        if (self.folder / "mails").exists():
            (self.folder / "mails" / f"{time.time_ns()}.eml").write_bytes(mail.as_bytes())
        if word == "late":
            await asyncio.sleep(float(argument))
        if word == "drop" and server.transport:
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"

    async def handle_NOOP(self, server: SMTP, session: Session, envelope: Envelope, arg: str) -> str:  # noqa: N802
        return f"250 {time.process_time()}"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=self.behaviour()[0] != "bad-password", handled=False)


class CuttingSMTP(SMTP):
    """Cuts the line once a text has begun, where it is told so."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.behaviour()[0] == "reset" and self.transport:
            line = self.transport.get_extra_info("socket")
            line.setsockopt(socket.IPPROTO_TCP, HELD_BACK, 1)  # so that the answer and the cut arrive together
            self.transport.write(b"354 go on\r\n")  # type: ignore[attr-defined]
            line.shutdown(socket.SHUT_RDWR)
            return
        await super().smtp_DATA(arg)


class DrillController(Controller):
    def factory(self) -> SMTP:
        folder = self.handler.folder
        if not (folder / "good.pem").exists():
            return CuttingSMTP(self.handler, hostname="127.0.0.1", data_size_limit=None)
        name = "bad.pem" if self.handler.behaviour()[0] == "bad-tls" else "good.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / name)
        return CuttingSMTP(
            self.handler,
            hostname="127.0.0.1",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=self.handler.authenticate,
        )


def main(folder: Path, host: str = "127.0.0.1") -> None:
    if not (folder / "behaviour").exists():
        (folder / "behaviour").write_text("ok")
    with socket.create_server((host, 0)) as probe:
        port = probe.getsockname()[1]
    DrillController(Postmaster(folder), hostname=host, port=port).start()
    part = folder / "port.part"
    part.write_text(str(port))
    part.rename(folder / "port")
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
