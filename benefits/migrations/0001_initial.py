import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import web.keys
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('clients', '0001_initial'),
        ('practitioners', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoveragePlan',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('insurer', models.CharField(max_length=120, verbose_name='insurer')),
                ('year_starts_month', models.PositiveSmallIntegerField(choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], default=1, verbose_name='plan year begins in')),
                ('year_starts_day', models.PositiveSmallIntegerField(default=1, verbose_name='on day')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage_plans', to='clients.client')),
            ],
            options={
                'ordering': ['created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('year_starts_month__range', (1, 12))), name='plan_month_sane'), models.CheckConstraint(condition=models.Q(('year_starts_day__range', (1, 31))), name='plan_day_sane')],
            },
        ),
        migrations.CreateModel(
            name='BenefitLine',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('annual_maximum', models.DecimalField(decimal_places=2, max_digits=9, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='maximum a year')),
                ('visit_maximum', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='maximum a visit')),
                ('currency', models.CharField(default='CAD', max_length=3)),
                ('disciplines', models.ManyToManyField(related_name='+', to='practitioners.discipline', verbose_name='for')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='benefits.coverageplan')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('annual_maximum__gt', 0)), name='line_maximum_positive')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.UUIDField(default=web.keys.uuid7, editable=False, primary_key=True, serialize=False)),
                ('date_of_service', models.DateField(verbose_name='date of the visit')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=9, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='paid by the plan')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='benefits.benefitline')),
                ('practitioner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='practitioners.practitioner', verbose_name='with')),
            ],
            options={
                'ordering': ['date_of_service'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='claim_positive')],
            },
        ),
    ]
