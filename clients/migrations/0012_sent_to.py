from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0011_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="clientlink",
            name="sent_to",
            field=models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
    ]
