"""Every address in the house. Each room lists its own; a URL without an access rule is refused."""

from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.urls")),
    path("concerns/", include("concerns.urls")),
    path("help/", include("interventions.urls")),
    path("public/", include("interventions.public_urls")),
    path("public/resources/", include("families.public_urls")),
    path("families/", include("families.urls")),
    path("referrals/", include("referrals.urls")),
    path("pupils/", include("pupils.urls")),
    path("documents/", include("documents.urls")),
    path("school/", include("school.urls")),
    path("staff/", include("staff.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "staff.errors.bad_request"
handler403 = "staff.errors.forbidden"
handler404 = "staff.errors.not_found"
handler429 = "staff.errors.too_many"  # allauth's, when somebody tries too often
handler500 = "staff.errors.broken"
