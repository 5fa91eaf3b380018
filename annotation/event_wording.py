"""History in words: what was done, and to what kind of row; the rows of history keep the short verbs."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "account created": _("made the account"),
    "benchmark made": _("made the benchmark"),
    "asked for a new draft": _("asked for a new draft of"),
    "cancelled": _("cancelled"),
    "cut": _("cut"),
    "draft failed": _("failed at"),
    "drafted": _("drafted"),
    "drafting cancelled": _("cancelled the rest of"),
    "drafting started": _("started"),
    "drafts imported": _("imported drafts in"),
    "drafts retried": _("retried drafts of"),
    "guidelines changed": _("changed the guidelines of"),
    "import asked for": _("asked for"),
    "import stopped": _("stopped"),
    "imported": _("finished"),
    "member added": _("gave a role:"),
    "member removed": _("took a role away:"),
    "pictures came": _("brought pictures with"),
    "retried": _("retried"),
    "role changed": _("changed a role:"),
    "settings changed": _("changed the settings of"),
    "skipped": _("skipped"),
    "submitted": _("submitted"),
    "token issued": _("made a token for"),
    "token revoked": _("revoked a token of"),
    "withdrawn": _("took back"),
}
KINDS = {
    "benchmark": _("benchmark"),
    "draft": _("draft"),
    "draftrun": _("draft run"),
    "importrun": _("import"),
    "job": _("job"),
    "membership": _("membership"),
    "release": _("release"),
    "review": _("review"),
    "sample": _("sample"),
    "user": _("account"),
}
