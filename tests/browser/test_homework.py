"""An exercise at home, on phones: from the client's mail to the trainer's and the practitioner's page."""

import json
import secrets

from tests.browser.people import PHONE, person
from tests.browser.stack import text_of

# Somebody for whom it is noon, with an exercise since yesterday; who prescribed it reads homework, pain and measures.
PRESCRIBE = """
import json
from datetime import UTC, datetime, timedelta
from django.utils import timezone
from accounts.models import User
from careplan.models import HomePlan
from exercises.models import Exercise
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.practitioners import PractitionerFactory
from web.zones import today_in

ahead = 12 - datetime.now(UTC).hour
ana = User.objects.get(name="Ana Costa")
client = ClientFactory(lead_trainer=ana, name="{name}", email="{name}@home.example", time_zone=f"Etc/GMT{{-ahead:+d}}")
HomePlan.objects.create(client=client, ask_hour=7)
grant = ConsentGrantFactory(client=client, practitioner=PractitionerFactory(name="Physio {name}"))
ViewerSessionFactory(practitioner=grant.practitioner, token="{token}")
PrescriptionFactory(
    client=client,
    practitioner=grant.practitioner,
    exercise=Exercise.objects.get(code="glute-bridge"),
    cues="Press the heels down. Lift slowly.",
    starts_on=today_in(client.time_zone, timezone.now()) - timedelta(days=1),
)
print(json.dumps([str(client.pk), str(grant.pk)]))
"""
WORDS = "Sharp in front of the hip"


def test_homework_from_the_mail_to_the_practitioners_page(chromium, stack, settings):
    name, token = f"Homeworker-{secrets.token_hex(3)}", secrets.token_hex(8)
    client_id, grant_id = json.loads(stack.runs(PRESCRIBE.format(name=name, token=token)))
    client, trainer, physio = (person(chromium, stack, **PHONE) for _browser in range(3))

    assert "Glute bridge" in text_of(stack.mail_to(f"{name}@home.example", part="/l/homework/"))
    client.opens_mail(f"{name}@home.example", "/l/homework/")
    client.reads("Press the heels down.")
    drawing = client.page.get_by_alt_text("Line drawing: Glute bridge")
    drawing.wait_for()
    assert drawing.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")
    client.page.get_by_label("Partly", exact=True).check()
    client.unfolds("Add pain or a note")
    client.page.get_by_label("7", exact=True).check()
    client.page.get_by_label("Anything your trainer should know").fill(WORDS)
    client.clicks("button", "Send my answer")
    client.reads("sees this as your own word")

    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to(f"/clients/{client_id}/prepare/")
    trainer.reads(WORDS)
    trainer.goes_to(f"/clients/{client_id}/progress/")
    trainer.reads("at home")

    cookie = {"name": settings.VIEWER_COOKIE_NAME, "value": token, "url": stack.address}
    physio.page.context.add_cookies([cookie])
    physio.goes_to(f"/shared/{grant_id}/")
    answered = physio.page.get_by_role("row").filter(has_text="Glute bridge")
    assert answered.get_by_role("cell").all_inner_texts()[-4:] == ["0", "1", "0", "1"]  # done, partly, not, no answer
    assert "7" in physio.page.get_by_role("row", name="At home", exact=False).first.inner_text()
