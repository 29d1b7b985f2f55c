"""Everything a person touches: the command line, exports and, later, the pages."""
