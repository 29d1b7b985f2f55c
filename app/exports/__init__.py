"""Exports: one file per format; each turns the same `Material` into bytes on disk."""
