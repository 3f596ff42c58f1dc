"""How a session finds its account again."""

from django.contrib.auth.backends import BaseBackend

from huying.base.people.models import Account


class Backend(BaseBackend):
    """Loads the account with its person in one statement; a closed account is nobody from the next request on.

    It proves nobody: passwords are judged by ``commands.prove``, where tries are counted.
    """

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()
