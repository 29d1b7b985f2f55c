"""Exports: one file per format, each turns a plan into bytes on disk."""
