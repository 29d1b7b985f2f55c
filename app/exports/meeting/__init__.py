"""The meeting pack: slides, report, task list, tables and maps of one to four runs, and a zip."""

from app.exports.meeting.run import MeetingRun, WrongCase
from app.exports.meeting.write import FILES, Stopped, write_meeting_pack

__all__ = ["FILES", "MeetingRun", "Stopped", "WrongCase", "write_meeting_pack"]
