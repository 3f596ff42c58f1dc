"""The product's settings, plus one do-nothing page and a counter of statements that sleeps until it is asked."""

from huying.config.settings import *  # noqa: F403 - settings extend settings
from huying.config.settings import MIDDLEWARE as _PRODUCT

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.counting.Statements", *_PRODUCT]
