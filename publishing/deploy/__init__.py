"""Brings a finished tree to where it is served from, so that no reader meets a page whose assets are missing."""
