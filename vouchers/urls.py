from django.urls import path

from vouchers.views import applicant, applying, auditor, officer, provider, public, redeeming

app_name = "vouchers"

own = "organisatie/<slug:slug>/"
asked = own + "aanvragen/<uuid:uid>/"
used = own + "verzilveringen/<uuid:uid>/"
file = "rvo/aanvragen/<uuid:uid>/"

urlpatterns = [
    path("vouchers/", public.about, name="about"),
    path("vouchers/check/", public.quick_check, name="quick_check"),
    path("organisatie/", applicant.organisations, name="organisations"),
    path(own, applicant.organisation, name="organisation"),
    path(own + "mensen/", applicant.people, name="people"),
    path(own + "aanvragen/nieuw/", applying.rounds, name="rounds"),
    path(own + "aanvragen/nieuw/<uuid:round_uid>/", applying.start, name="start"),
    path(asked, applicant.own_application, name="own_application"),
    path(asked + "stap/<slug:step>/", applying.step, name="step"),
    path(asked + "controleren/", applying.review, name="review"),
    path(asked + "ontvangen/", applying.receipt, name="receipt"),
    path(asked + "intrekken/", applicant.withdraw, name="withdraw"),
    path(asked + "brieven/<uuid:letter_uid>/", applicant.own_letter, name="own_letter"),
    path(own + "vouchers/", applicant.own_vouchers, name="own_vouchers"),
    path(own + "vouchers/<uuid:uid>/verzilveren/", redeeming.redeem, name="redeem"),
    path(used, redeeming.redemption, name="redemption"),
    path(used + "betaald/", redeeming.payment_return, name="payment_return"),
    path(used + "betalen/", redeeming.pay, name="pay"),
    path(used + "annuleren/", redeeming.cancel, name="cancel"),
    path("opleider/", provider.provider, name="provider"),
    path("rvo/", auditor.rvo, name="rvo"),
    path("rvo/aanvragen/", auditor.applications, name="applications"),
    path(file, auditor.application, name="application"),
    path(file + "brieven/<uuid:letter_uid>/", auditor.letter, name="letter"),
    path(file + "voldoet/", officer.approve, name="approve"),
    path(file + "voldoet-niet/", officer.disapprove, name="disapprove"),
    path(file + "bevindingen/<slug:rule_id>/", officer.resolve, name="resolve"),
    path(file + "verdelen/", officer.allocate, name="allocate"),
    path(file + "afwijzen/", officer.reject, name="reject"),
    path("rvo/vouchers/", auditor.vouchers, name="vouchers"),
]
