"""The ledger's lines and seals are only ever added."""

from django.db import migrations

from huying.base.ledger.guard import append_only


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_first")]

    operations = [append_only("ledger_entry"), append_only("ledger_seal")]
