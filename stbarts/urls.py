"""Every address in the house. Each room lists its own; a URL without an access rule is refused."""

from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.urls")),
    path("concerns/", include("concerns.urls")),
    path("help/", include("interventions.urls")),
    path("families/", include("families.urls")),
    path("referrals/", include("referrals.urls")),
    path("pupils/", include("pupils.urls")),
    path("documents/", include("documents.urls")),
    path("school/", include("school.urls")),
    path("staff/", include("staff.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "staff.views.bad_request"
handler403 = "staff.views.forbidden"
handler404 = "staff.views.not_found"
handler429 = "staff.views.too_many"  # allauth's, when somebody tries too often
handler500 = "staff.views.broken"
