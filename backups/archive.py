"""A backup file: a compressed tar, encrypted with age (https://age-encryption.org) for the holder of a key.

Whoever has the key can read it without Carelane: `age --decrypt --identity KEY FILE | tar --extract --gzip`.
"""

import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import pyrage

if TYPE_CHECKING:
    import hashlib

Identity: TypeAlias = Any  # pyrage.x25519.Identity: the package tells a type checker nothing
Recipient: TypeAlias = Any


class BackupError(Exception):
    """The backup can't be made, or can't be read; the message says why and what to do."""


def recipients_of(keys: list[str]) -> list[Recipient]:
    """Raises BackupError where one is no key."""
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError as error:
        raise BackupError(
            "CARELANE_BACKUP_KEYS: a public key begins with age1 (manage.py backup_key makes one)."
        ) from error


def identity_in(path: Path) -> Identity:
    """The key in a file, as `manage.py backup_key` prints it. Raises BackupError where there is none."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"The key file {path} can't be read: {error}.") from error
    secrets = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        return pyrage.x25519.Identity.from_str(secrets[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} has no line that is a key (AGE-SECRET-KEY-…).") from error


@contextmanager
def written(path: Path, recipients: list[Recipient]) -> Iterator["Writer"]:
    """What to add to. The file is there once all of it is written, or not at all."""
    unready = path.with_name(f"{path.name}.unready")
    try:
        file = unready.open("xb")
    except OSError as error:
        raise BackupError(f"{unready} can't be made: {error}.") from error
    try:
        with file:
            unready.chmod(0o600)
            with (
                _piped(lambda plain: pyrage.encrypt_io(plain, file, recipients), to_function=True) as plain,
                tarfile.open(fileobj=plain, mode="w|gz") as tar,
            ):
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        unready.rename(path)
    except (OSError, pyrage.EncryptError) as error:
        raise BackupError(f"{path} can't be written: {error}.") from error
    finally:
        unready.unlink(missing_ok=True)


@contextmanager
def read(path: Path, identity: Identity) -> Iterator[tarfile.TarFile]:
    """The tar in a backup file, to be read from the beginning to the end. Raises BackupError where it is not whole."""
    try:
        with (
            path.open("rb") as file,
            _piped(lambda plain: pyrage.decrypt_io(file, plain, [identity]), to_function=False) as plain,
            tarfile.open(fileobj=plain, mode="r|gz") as tar,
        ):
            yield tar
    except pyrage.DecryptError as error:
        raise BackupError(
            f"{path} can't be decrypted: the key is another one, or the file is damaged ({error})."
        ) from error
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupError(f"{path} is no whole backup: {error}.") from error


@contextmanager
def _piped(work: Callable[[BinaryIO], Any], *, to_function: bool) -> Iterator[BinaryIO]:
    """One end of a pipe, while `work` has the other one in a thread; what it raises is raised here."""
    read_end, write_end = os.pipe()
    reader, writer = os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")
    theirs, ours = (reader, writer) if to_function else (writer, reader)
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work(theirs)
        except BaseException as error:  # noqa: BLE001 -- raised by whoever waits for it
            errors.append(error)
        finally:
            _close(theirs)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ours
    except (OSError, EOFError, tarfile.TarError) as error:
        _close(ours)
        thread.join()
        raise _worst(errors, error) from error
    finally:
        _close(ours)
        thread.join()
    if errors:
        raise errors[0]


def _worst(errors: list[BaseException], otherwise: BaseException) -> BaseException:
    """What went wrong first: a pipe that breaks is only what follows from it."""
    return next((error for error in errors if not isinstance(error, BrokenPipeError)), otherwise)


def _close(file: BinaryIO) -> None:
    with suppress(BrokenPipeError):
        file.close()


class Fingerprint:
    """A hash of all members in their order, names and contents, as they are written or read."""

    def __init__(self) -> None:
        self._sum = sha256()

    def member(self, name: str, size: int, file: IO[bytes]) -> "_Hashed":
        """The content of the next member, hashed as it is read."""
        self._sum.update(f"{len(name.encode())} {name} {size} ".encode())
        return _Hashed(file, self._sum)

    @property
    def value(self) -> str:
        return self._sum.hexdigest()


class _Hashed:
    def __init__(self, file: IO[bytes], into: "hashlib._Hash") -> None:
        self._file, self._into = file, into

    def read(self, size: int) -> bytes:
        part = self._file.read(size)
        self._into.update(part)
        return part


class Writer:
    """Adds members to a tar, with a fingerprint of them all."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self._fingerprint = tar, Fingerprint()

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add_file(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, size: int, file: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, cast("IO[bytes]", self._fingerprint.member(name, size, file)))

    @property
    def fingerprint(self) -> str:
        """Of what was added so far."""
        return self._fingerprint.value
