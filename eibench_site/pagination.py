"""How the API pages: by cursor, so that a page costs the same at any depth."""

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """Pages of 100 rows in the order of their ids; `page_size` asks for up to 1,000."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
