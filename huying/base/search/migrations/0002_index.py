"""The token index over the documents."""

from django.db import migrations

from huying.base.search.engine import Index


class Migration(migrations.Migration):

    dependencies = [("search", "0001_first")]

    operations = [Index()]
