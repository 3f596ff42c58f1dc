"""Speed, measured in an environment of its own: ``make bench``. See ``README.md`` beside this file."""
