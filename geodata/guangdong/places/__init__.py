"""Names and points of the places of Guangdong, as tables; docs/GAZETTEER.md explains each."""
