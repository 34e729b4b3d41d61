"""What a signed-in person's hats open, before any client comes into it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def trainers_only(view: View) -> View:
    """404 for everybody who is no trainer: an admin does not learn what there is."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_trainer:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]
