"""Readers: from a SOURCE on disk to :class:`index.source.SourceText`, one module a step."""
