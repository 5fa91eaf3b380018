"""Sign-in, sign-out, password change and tokens."""

urlpatterns = []
