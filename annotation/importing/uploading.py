"""A limit on whole uploads, asked before the first byte of a file is written anywhere."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 10 * 1024**3  # bytes of one request; the forms say how much each of their fields takes
MOST_OF_STRANGERS = 1024**2  # the sign-in form is all that they have to send


class UploadLimit(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: refuses a request that is larger than any import may be.

    Forms are read before a view asks who sends them, so that it has to be asked here too.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Raise RequestDataTooBig for a body of more than MOST bytes, or MOST_OF_STRANGERS by who is not signed in."""
        if content_length > MOST:
            raise RequestDataTooBig(f"An upload may have {MOST // 1024**3} GB.")
        if content_length > MOST_OF_STRANGERS and not self.request.user.is_authenticated:
            raise RequestDataTooBig("Sign in before you upload anything.")

    def receive_data_chunk(self, raw_data, start):
        """Pass the data on to the next handler."""
        return raw_data

    def file_complete(self, file_size):
        """Leave the file to the next handler."""
