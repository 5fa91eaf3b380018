"""Django's admin of accounts: groups are not used here, and tokens belong to their owners' pages."""

from django.contrib import admin
from django.contrib.auth.models import Group
from knox.models import AuthToken

from eibench_site.admin_forms import AdminSignInForm

admin.site.login_form = AdminSignInForm
admin.site.unregister([Group, AuthToken])
