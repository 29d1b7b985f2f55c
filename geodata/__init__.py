"""The world as it is, before anybody decides: places, roads, tables, checks and estimates."""
