import django.db.models.deletion
import django.db.models.functions.text
import web.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clinic',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Discipline',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name_en', models.CharField(max_length=80)),
                ('name_fr', models.CharField(max_length=80)),
                ('mark', models.CharField(max_length=4, unique=True)),
                ('lane', models.PositiveSmallIntegerField(unique=True)),
                ('may_set_restrictions', models.CharField(choices=[('yes', 'yes'), ('caution-only', 'cautions only'), ('no', 'no')], max_length=12)),
                ('may_prescribe_exercise', models.CharField(choices=[('yes', 'yes'), ('self-care', 'self-care only'), ('no', 'no')], max_length=9)),
                ('may_clear_for_exercise', models.BooleanField()),
            ],
            options={
                'ordering': ['lane'],
                'constraints': [models.CheckConstraint(condition=models.Q(('may_set_restrictions__in', ['yes', 'caution-only', 'no'])), name='discipline_may_restrict_known'), models.CheckConstraint(condition=models.Q(('may_prescribe_exercise__in', ['yes', 'self-care', 'no'])), name='discipline_may_prescribe_known')],
            },
        ),
        migrations.CreateModel(
            name='Practitioner',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(help_text='One-time codes go here, so it must be read by this practitioner or their front desk.', max_length=254, verbose_name='e-mail')),
                ('mailbox_is_shared', models.BooleanField(default=False, help_text='Clients are told so.', verbose_name="the clinic's front desk reads this mailbox too")),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                ('takes_new_clients', models.BooleanField(default=True, verbose_name='takes new clients')),
                ('licence_number', models.CharField(blank=True, max_length=40, verbose_name='licence number')),
                ('register', models.CharField(blank=True, max_length=120, verbose_name='public register')),
                ('verification', models.CharField(choices=[('pending', 'not yet verified'), ('verified', 'verified'), ('suspended', 'suspended')], default='pending', max_length=10, verbose_name='verification')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='looked up on')),
                ('suspended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('disowned_address', models.EmailField(blank=True, editable=False, max_length=254)),
                ('account', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practitioner', to=settings.AUTH_USER_MODEL)),
                ('added_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clinic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='practitioners', to='practitioners.clinic', verbose_name='clinic')),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='practitioners.discipline', verbose_name='discipline')),
                ('verified_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), django.db.models.functions.text.Lower('name'), name='practitioner_once'), models.CheckConstraint(condition=models.Q(models.Q(('verification', 'verified'), _negated=True), models.Q(('verified_on__isnull', False), models.Q(('register', ''), _negated=True), models.Q(('licence_number', ''), _negated=True)), _connector='OR'), name='practitioner_verified_has_evidence')],
            },
        ),
        migrations.CreateModel(
            name='RedFlag',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('sign', models.CharField(max_length=200)),
                ('do_now', models.CharField(max_length=200)),
                ('urgency', models.CharField(choices=[('emergency', 'emergency'), ('same-day', 'same day'), ('soon', 'soon')], max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='practitioners.discipline')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='TrustedPractitioner',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trusted_by', to='practitioners.practitioner')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trusted', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trainer', 'practitioner'), name='trusted_once')],
            },
        ),
        migrations.CreateModel(
            name='LaneItem',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('does', 'does'), ('refers-out', 'sends on'), ('does-not', 'does not')], max_length=10)),
                ('text', models.CharField(max_length=200)),
                ('position', models.PositiveSmallIntegerField()),
                ('discipline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lane_items', to='practitioners.discipline')),
            ],
            options={
                'ordering': ['discipline', 'position'],
                'constraints': [models.UniqueConstraint(fields=('discipline', 'position'), name='lane_item_once')],
            },
        ),
    ]
