from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("werk/<uuid:uid>/", views.answer_membership, name="answer_membership"),
    path("beheer/", views.admin_door, name="admin_door"),
]
