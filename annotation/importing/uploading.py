"""A limit on whole uploads, asked before the first byte of a file is written anywhere."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 10 * 1024**3  # bytes of one request; the forms say how much each of their fields takes


class UploadLimit(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: refuses a request that is larger than any import may be."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Raise RequestDataTooBig for a body of more than MOST bytes."""
        if content_length > MOST:
            raise RequestDataTooBig(f"An upload may have {MOST // 1024**3} GB.")

    def receive_data_chunk(self, raw_data, start):
        """Pass the data on to the next handler."""
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the next handler."""
