"""The server's door."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()
# Every room's pages are loaded now, not by the first visitor.
get_resolver().reverse_dict  # noqa: B018 - reading it loads them

# What is loaded by now stays: the collector need not walk over it again and again while pages are made.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
