from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import Membership


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
    memberships = Membership.objects.of(request.user).current(localdate()).select_related("organisation")
    return render(request, "accounts/profile.html", {"form": form, "memberships": memberships})
