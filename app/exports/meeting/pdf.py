"""report.pdf: the meeting's papers to read and file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.exports.meeting.content.words import word
from app.exports.meeting.measure import plain
from app.exports.meeting.meeting import Meeting
from app.exports.meeting.pages import CLOSING, COMPARISON, OF_RUN, OPENING
from app.exports.meeting.paper.paper import Paper
from app.map.style import drawing


def write_report(meeting: Meeting, path: Path, tell: Callable[[float], None]) -> Path:
    """Write the report; `tell` hears the share that is done after every part."""
    from matplotlib.backends.backend_pdf import PdfPages

    lang, day = meeting.lang, meeting.day
    tags = " / ".join(meeting.tag(i) for i in range(len(meeting.runs)))
    made = datetime(day.year, day.month, day.day)
    metadata = {
        "Title": f"{word('title.report', lang)}: {tags}", "Author": plain(meeting.runs[0].who),
        "Subject": word("pptx.subject", lang),
        "Keywords": ", ".join(run.fingerprint for run in meeting.runs),
        "CreationDate": made, "ModDate": made,
    }  # fmt: skip
    jobs = [(part, -1) for part in OPENING]
    if meeting.several:
        jobs += [(part, -1) for part in COMPARISON]
    jobs += [(part, run) for run in range(len(meeting.runs)) for part in OF_RUN]
    jobs += [(part, -1) for part in CLOSING]
    with drawing(), PdfPages(path, metadata=metadata) as pdf:
        paper = Paper(pdf, lang, meeting.footer_all, meeting.synthetic)
        for i, (part, run) in enumerate(jobs):
            tell(i / len(jobs))
            # A page on which two runs meet would bear the wrong fingerprint.
            if run >= 0 and paper.title != meeting.tag(run):
                paper.finish()
                paper.title, paper.footer = meeting.tag(run), meeting.footer(run)
            elif run < 0:
                title = word("title.report", lang)
                if paper.title != title:
                    paper.finish()
                paper.title, paper.footer = title, meeting.footer_all
            part.add(paper, meeting, max(run, 0))
        paper.finish()
    return path
