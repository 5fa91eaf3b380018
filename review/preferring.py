"""Preferences: read with the person, written by them alone."""

from review.models import Preferences


def preferences_of(user) -> Preferences:
    """The person's preferences; those that one begins with where nothing was ever chosen."""
    try:
        return user.preferences
    except Preferences.DoesNotExist:
        return Preferences(user=user)


def prefer(user, **values) -> Preferences:
    """Keep the person's choices; those that are not named stay as they are."""
    kept, _made = Preferences.objects.update_or_create(user=user, defaults=values)
    user.preferences = kept
    return kept
