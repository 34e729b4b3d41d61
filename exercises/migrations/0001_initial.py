import django.db.models.deletion
import web.keys
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=80, null=True, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('patterns', models.JSONField(blank=True, default=list)),
                ('regions', models.JSONField(blank=True, default=list)),
                ('attributes', models.JSONField(blank=True, default=list)),
                ('muscles', models.JSONField(blank=True, default=list)),
                ('equipment', models.CharField(blank=True, default='none', max_length=20)),
                ('is_rehab', models.BooleanField(default=False)),
                ('measured_in', models.CharField(choices=[('reps', 'repetitions'), ('seconds', 'seconds'), ('metres', 'metres')], default='reps', max_length=8)),
                ('per_side', models.BooleanField(default=False)),
                ('cues', models.CharField(blank=True, max_length=300)),
                ('archived_at', models.DateTimeField(editable=False, null=True)),
                ('search_text', models.CharField(editable=False, max_length=500)),
                ('copy_of', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='exercises.exercise')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='exercises.exercise')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('owner__isnull', False), ('code__isnull', False), _connector='OR'), name='exercise_shared_has_code'), models.CheckConstraint(condition=models.Q(('owner__isnull', False), models.Q(('archived_at__isnull', True), ('copy_of__isnull', True)), _connector='OR'), name='exercise_shared_stays'), models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('owner', 'copy_of'), name='exercise_copied_once')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseDefaults',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('step_kg', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('step_lb', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('rest_seconds', models.PositiveSmallIntegerField(null=True)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='exercises.exercise')),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trainer', 'exercise'), name='exercise_defaults_once'), models.CheckConstraint(condition=models.Q(('step_kg__isnull', False), ('step_lb__isnull', False), ('rest_seconds__isnull', False), _connector='OR'), name='exercise_defaults_say_something'), models.CheckConstraint(condition=models.Q(('step_kg', None), ('step_kg__range', (Decimal('0.1'), Decimal('50'))), _connector='OR'), name='exercise_defaults_step_kg'), models.CheckConstraint(condition=models.Q(('step_lb', None), ('step_lb__range', (Decimal('0.1'), Decimal('100'))), _connector='OR'), name='exercise_defaults_step_lb'), models.CheckConstraint(condition=models.Q(('rest_seconds', None), ('rest_seconds__range', (0, 600)), _connector='OR'), name='exercise_defaults_rest')],
            },
        ),
    ]
