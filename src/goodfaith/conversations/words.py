"""What codes of the room are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goodfaith.conversations.models import Reading

CHANNELS: Mapping[str, Any] = {
    "phone": _("Phone call"),
    "wecom": _("WeCom"),
    "online_chat": _("Online chat"),
    "counter": _("Counter"),
    "video": _("Video call"),
    "visit": _("Visit"),
    "robot": _("Robot call"),
    "email": _("By e-mail"),
    "other": _("Other channel"),
}
PURPOSES: Mapping[str, Any] = {
    "sales": _("Sales"),
    "callback": _("Callback"),
    "service": pgettext_lazy("purpose", "Service"),
    "claim": _("Claim"),
    "complaint": _("Complaint"),
    "renewal": _("Renewal"),
    "servicing": _("Policy servicing"),
    "survey": _("Customer survey"),
    "other": _("Other purpose"),
}
DIRECTIONS: Mapping[str, Any] = {"inbound": _("Inbound"), "outbound": _("Outbound")}
RESULTS: Mapping[str, Any] = {
    "closed": _("Closed a sale"),
    "refused": _("Refused"),
    "follow_up": _("To be followed up"),
    "no_answer": _("No answer"),
    "resolved": _("Resolved"),
    "unresolved": _("Not resolved"),
    "transferred": _("Transferred"),
    "other": _("Other result"),
}
SEVERITIES: Mapping[str, Any] = {
    "critical": _("Critical"),
    "major": _("Major"),
    "minor": _("Minor"),
    "note": _("Note"),
}
VERDICTS: Mapping[str, Any] = {
    "violated": _("Violated"),
    "passed": _("Passed"),
    "undecidable": _("Undecidable"),
    "not_applicable": _("Not applicable"),
    "": _("Not judged"),
}
REVIEWS: Mapping[str, Any] = {
    "look": _("Something to look at"),
    "violated": _("With violations"),
    "undecidable": _("With something undecidable"),
    "open": _("To be reviewed"),
    "clear": _("Nothing to review"),
}
STATES: Mapping[str, Any] = {
    "waiting": _("Waiting to be read"),
    "read": _("Read"),
    "failed": _("Could not be read"),
}
PERIODS: Mapping[str, Any] = {
    "today": _("Today only"),
    "7d": _("Last 7 days"),
    "30d": _("Last 30 days"),
    "90d": _("Last 90 days"),
}
REASONS: Mapping[str, Any] = {
    "misrecognised": _("The recogniser got it wrong"),
    "speakers": _("The speakers are swapped"),
    "missing": _("A part of the recording is missing"),
    "wrong_link": _("It belongs to somebody else"),
    "heard_again": _("Checked by listening again"),
    "other": _("Another reason"),
    "words": _("Words corrected"),
    "links": _("Relinked"),
    "gap": _("Gap marked"),
}
READ_BECAUSE: Mapping[str, Any] = dict(Reading.Reason.choices)
CHOSEN_REASONS = ("misrecognised", "heard_again", "speakers", "missing", "wrong_link", "other")
"""Those that a person may choose; the others are of corrections by programs."""
ATTACHMENTS: Mapping[str, Any] = {
    "image": _("Picture"),
    "file": _("Attached file"),
    "link": _("Web link"),
    "voice": _("Voice message"),
    "video": _("Sent video"),
    "payment_code": _("Payment code"),
    "card": _("Contact card"),
    "other": _("Attachment"),
}
SPEAKERS: Mapping[str, Any] = {
    "stated": _("Speakers as the source states"),
    "channel": _("Two channels"),
    "diarised": _("Speakers told apart by voice"),
    "unknown": _("Speakers not known"),
}
SIDES: Mapping[str, Any] = {
    "company": _("Company"),
    "customer": _("Customer"),
    "other": _("Others"),
    "unknown": _("Not known who"),
}
SPEECH: Mapping[str, Any] = {
    "not_installed": _("Recordings are not turned into text here: it was installed without that."),
    "not_configured": _("Recordings are not turned into text here: there is no speech model."),
    "unusable": _("Recordings are not turned into text here: the speech model cannot be used."),
}
"""Why a recording cannot be turned into text, by the code of the status."""
PROBLEMS: Mapping[str, Any] = {
    "encoding": _("The encoding is not known"),
    "line_too_long": _("A line is too long"),
    "json_invalid": _("Not JSON"),
    "field_missing": _("A field is missing"),
    "field_invalid": _("A field does not fit"),
    "field_too_long": _("A field is too long"),
    "too_many": _("Too many of them"),
    "too_deep": _("Nested too deep"),
    "duplicate_id": _("The same id twice"),
    "format_unknown": _("The format is not known"),
    "format_unreadable": _("The format cannot be read here"),
    "column_missing": _("A column is missing"),
    "column_unknown": _("A column is not known"),
    "unreadable": _("It cannot be read"),
    "failed": _("It could not be kept"),
}
PLACES: Mapping[str, Any] = {
    "line": _("line %(n)s"),
    "row": _("row %(n)s"),
    "message": _("message %(n)s"),
    "sheet": _("sheet %(n)s"),
    "conversation": _("conversation %(n)s"),
}
