"""Who is signed in, with what they prefer: read together, since every page needs both."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend


class PeopleBackend(ModelBackend):
    """Accounts of this studio."""

    def get_user(self, user_id):
        """The session's person and their preferences in one query; None where they may not sign in any more."""
        people = get_user_model()._default_manager.select_related("preferences")
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
