"""呼应 Huying."""

__version__ = "0.1.0"
