"""Answers that are kept on the object that was asked."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Keeps(Protocol):
    """What has answers to keep: a dict by question, empty at first."""

    _answers: dict[Any, Any]


Keeper = TypeVar("Keeper", bound=Keeps)


def memoize(
    read: Callable[Concatenate[Keeper, Given], Answer],
) -> Callable[Concatenate[Keeper, Given], Answer]:
    """Asks the database once for the same question on the same object."""

    @wraps(read)
    def read_once(self: Keeper, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        question = (read.__name__, args, tuple(sorted(kwargs.items())))
        if question not in self._answers:
            self._answers[question] = read(self, *args, **kwargs)
        return self._answers[question]

    return read_once  # type: ignore[return-value]
