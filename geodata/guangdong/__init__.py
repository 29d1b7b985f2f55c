"""The shipped world `guangdong-2016`: tables with source and confidence, as data files."""
