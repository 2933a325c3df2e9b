"""Tests in a browser: a package, since ``tests/conftest.py`` would hide its ``conftest.py`` and it that."""
