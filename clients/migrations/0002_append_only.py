from django.db import migrations

from clients.triggers import ACCESS_LOG


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [ACCESS_LOG.operation()]
