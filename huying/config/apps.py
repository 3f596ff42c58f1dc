"""Wiring, also an installed app so that Django finds its commands."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "huying.config"
    label = "config"
