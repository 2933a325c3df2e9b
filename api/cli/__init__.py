"""The command ``wenju``: ``main``, and one module a command."""
