"""How the API pages: by cursor, so that a page costs the same at any depth."""

from rest_framework import pagination
from rest_framework.exceptions import NotFound

LARGEST_ID = 2**63 - 1


class CursorPagination(pagination.CursorPagination):
    """Pages of 100 rows in the order of their ids; `page_size` asks for up to 1,000."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def decode_cursor(self, request):
        """The cursor of the request. Raises NotFound where its position is no id."""
        cursor = super().decode_cursor(request)
        if cursor is None or cursor.position is None:
            return cursor
        if not (cursor.position.isascii() and cursor.position.isdigit() and len(cursor.position) < 20):
            raise NotFound(self.invalid_cursor_message)
        if int(cursor.position) > LARGEST_ID:
            raise NotFound(self.invalid_cursor_message)
        return cursor
