from django.urls import path

from courses.views import catalogue, learner, quiz

app_name = "courses"
lesson = "leren/<uuid:uid>/<uuid:lesson_key>/"
urlpatterns = [
    path("cursussen/", catalogue.catalogue, name="catalogue"),
    path("cursussen/<slug:slug>/", catalogue.course, name="course"),
    path("cursussen/<slug:slug>/inschrijven/", catalogue.enrol_in_run, name="enrol"),
    path("leren/", learner.dashboard, name="dashboard"),
    path("leren/<uuid:uid>/", learner.enrolment, name="enrolment"),
    path("leren/<uuid:uid>/voortgang/", learner.progress, name="progress"),
    path("leren/<uuid:uid>/uitschrijven/", learner.end, name="withdraw"),
    path(lesson, learner.lesson, name="lesson"),
    path(f"{lesson}afronden/", learner.confirm, name="confirm"),
    path(f"{lesson}toets/", quiz.quiz, name="quiz"),
    path(f"{lesson}toets/<int:number>/", quiz.attempt, name="attempt"),
    path(f"{lesson}toets/<int:number>/uitslag/", quiz.result, name="result"),
]
