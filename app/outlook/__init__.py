"""Outlook: from a scenario and a plan to a folder that says what would really happen."""
