import pytest

from tests.factories.webhooks import WebhookFactory
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver(settings, tmp_path, monkeypatch):
    """One on loopback, which the settings of no installation allow; its certificate is trusted."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    with Receiver(tmp_path) as listening:
        monkeypatch.setenv("SSL_CERT_FILE", str(listening.certificate))
        yield listening


@pytest.fixture
def webhook(trainer, receiver):
    return WebhookFactory(trainer=trainer, url=receiver.url)
