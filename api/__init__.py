"""The outside: the command ``wenju`` and its HTTP routes."""
