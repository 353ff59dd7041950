from django.urls import path

from payments import views

app_name = "payments"
urlpatterns = [
    path("betalen/stripe/", views.webhook, name="webhook"),
]
