"""What the log says of a refusal: one line, since a traceback is for what nobody foresaw."""

import logging

from django.core.exceptions import PermissionDenied


class RefusalsInOneLine(logging.Filter):
    """Takes the traceback off the record of a request that the studio refused (403), and tells the sentence instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, PermissionDenied):
            record.msg, record.args = "%s: %s", (record.getMessage(), " ".join(map(str, error.args)))
            record.exc_info = record.exc_text = None
        return True
