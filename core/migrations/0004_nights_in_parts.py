from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Nightly work once per part; the new key stands before the old one goes."""

    dependencies = [("core", "0003_drafts")]

    operations = [
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=Q(business_date__isnull=False),
                fields=("kind", "business_date", "path"),
                name="job_part_once_a_night",
            ),
        ),
        migrations.RemoveConstraint(model_name="job", name="job_once_a_night"),
    ]
