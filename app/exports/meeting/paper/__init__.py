"""The craft of the printed report: pages that fill from the top, tables that break between rows."""
