from django.urls import include, path

from api import fhir
from api.site import routes
from api.views import tokens
from api.views.description import openapi

app_name = "api"
urlpatterns = [
    path("account/tokens/", tokens.token_list, name="tokens"),
    path("account/tokens/make/", tokens.make, name="make_token"),
    path("account/tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/v1/", include(routes())),
    path("api/fhir/", include(fhir.routes())),
]
