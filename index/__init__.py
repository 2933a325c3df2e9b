"""Offline side: read articles, split them into passages, build and publish an index."""
