from django.urls import path

from kpi import views

app_name = "kpi"
urlpatterns = [
    path("voortgang/", views.progress, name="progress"),
    path("voortgang/data.csv", views.data_csv, name="data_csv"),
    path("voortgang/data.json", views.data_json, name="data_json"),
]
