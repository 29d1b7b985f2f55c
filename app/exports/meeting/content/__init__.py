"""What the meeting is told, as tables and sentences; slides, report and task list show the same."""
