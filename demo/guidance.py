"""Demo guidance with limits, in the place of other guidance, until the next visit, and with a letter."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from careplan.correspondence import keep_document
from careplan.models import Document, Guidance, HowItCame, Prescription
from clients.models import Client
from demo.stage import Stage
from practitioners.models import Practitioner
from web.uploads import Upload

PAPER, INK = (250, 248, 245), (29, 38, 36)
SHEET = "Hip hinge with a stick\n\n3 points touch: head, back, hip\nBack straight, knees soft\n3 x 10, every other day"


def add_guidance_history(stage: Stage) -> None:
    """On top of what the plan, the history and the board made for Grace and Samir."""
    dana = stage.practitioners["Dana Whitfield"]
    grace, samir = (Client.objects.get(name=name) for name in ("Grace Bennett", "Samir Haddad"))
    spine = Guidance.objects.get(client=grace, text="No loaded bending of the spine")
    spine.replaces = Guidance.objects.get(client=grace, practitioner=dana, state=Guidance.State.SUPERSEDED)
    spine.save()
    _carrying_within_limits(stage, grace, dana)
    Guidance.objects.filter(client=grace, kind="do").update(document=_sheet(grace, dana))
    Guidance.objects.filter(client=samir, practitioner=dana, kind="dont").update(side="left", impact_limit="none")
    Guidance.objects.filter(client=samir, until_next_visit=True).update(range_limit="knee bent to 60° at most")
    Prescription.objects.filter(client=grace, exercise__source_name="Heel raise").update(
        load_kg=10, days_a_week=5, cues="Slowly down, three seconds", progression="Add 2.5 kg once 3 × 12 are easy."
    )
    Prescription.objects.filter(client=grace, exercise__source_name="Bird dog").update(hold_seconds=5)


def _carrying_within_limits(stage: Stage, client: Client, practitioner: Practitioner) -> None:
    """What a caution is: allowed, as far as its limits go."""
    Guidance.objects.create(
        client=client,
        practitioner=practitioner,
        kind=Guidance.Kind.CAUTION,
        text="Carrying, weight per hand",
        patterns=["carry"],
        load_limit_kg=20,
        pain_limit=4,  # no session of hers had more
        until_next_visit=True,
        starts_on=stage.today - timedelta(days=35),
        how_it_came=HowItCame.LINK,
    )


def _sheet(client: Client, practitioner: Practitioner) -> Document:
    """A picture as somebody takes it of a sheet of paper."""
    picture = Image.new("RGB", (480, 280), PAPER)
    ImageDraw.Draw(picture).multiline_text((32, 32), SHEET, fill=INK, spacing=12, font_size=20)
    content = BytesIO()
    picture.save(content, "PNG")
    return keep_document(
        client,
        practitioner=practitioner,
        title="Exercise sheet: hip hinge",
        upload=Upload("image/png", ContentFile(content.getvalue())),
        entered_by=client.lead_trainer,
    )
