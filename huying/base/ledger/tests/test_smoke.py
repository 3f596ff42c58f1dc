import pytest
from django.apps import apps


@pytest.mark.django_db
def test_tables_exist() -> None:
    assert apps.get_model("ledger.Entry").objects.count() == 0
