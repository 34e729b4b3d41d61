"""Celery's way in."""

from web.sweeps import sweep


@sweep("reports.render_due")
def render_due() -> None:
    from reports.rendering import render_all_due  # noqa: PLC0415  (it makes what drafts owe, which hint at this task)

    render_all_due()


@sweep("reports.prepare_drafts")
def prepare_drafts() -> None:
    from reports.schedule import prepare_due_drafts  # noqa: PLC0415  (as above)

    prepare_due_drafts()
