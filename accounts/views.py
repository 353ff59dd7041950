from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import ProfileForm
from accounts.memberships import NotAMember, accept_membership, decline_membership
from accounts.models import Membership
from audit.clock import database_now


def admin_door(request):
    """Where the Wagtail admin sends whom it does not let in: a visitor signs in, a member may not enter."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", "/beheer/"))


@login_required
def profile(request):
    """My account: who I am, for whom I work."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Je gegevens zijn opgeslagen."))
        return redirect("accounts:profile")
    own = Membership.objects.of(request.user).current(localdate()).select_related("organisation")
    context = {
        "form": form,
        "memberships": own.exclude(confirmed_at=None),
        "questions": own.filter(confirmed_at=None, until=None),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
def answer_membership(request, uid):
    """I do work there, or I do not: an employer may say so, only I can confirm it."""
    membership = get_object_or_404(Membership.objects.of(request.user), uid=uid)
    accepted = "accept" in request.POST
    answer = accept_membership if accepted else decline_membership
    try:
        answer(membership=membership, by=request.user, at=database_now())
    except NotAMember as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Je hebt bevestigd dat je hier werkt.") if accepted else _("Je bent hier niet meer aangemeld."),
        )
    return redirect("accounts:profile")
