"""The province map for print and slides: layers that draw onto an axis they are given."""
