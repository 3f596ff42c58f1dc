"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at OWASP's floor (19 MiB, 2 passes, 1 lane): about 20 ms of CPU, right for a two-core server."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
