from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificaten/", views.mine, name="mine"),
    path("certificaten/<uuid:completion_uid>/aanvragen/", views.request_one, name="request"),
    path("certificaten/<uuid:completion_uid>/status/", views.status, name="status"),
    path("certificaten/<uuid:uid>/voorbeeld/", views.preview, name="preview"),
    path("certificaten/<uuid:uid>/<str:kind>/", views.download, name="download"),
    path("c/", views.look_up, name="look_up"),
    path("c/<str:serial>/", views.verify, name="verify"),
]
