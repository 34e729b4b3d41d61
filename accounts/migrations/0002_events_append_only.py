from django.db import migrations

from accounts.triggers import ACCOUNT_EVENTS


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [ACCOUNT_EVENTS.operation()]
