"""The portal of a training provider: who comes to its runs with a voucher."""

from django.utils.timezone import localdate

from accounts.models import Organisation
from accounts.roles import provider_required
from vouchers.filters import ProviderFilter
from vouchers.models import Redemption
from vouchers.tables import ProviderTable
from vouchers.views.lists import show_list


@provider_required
def provider(request):
    """The redemptions on the runs of the provider, with what each is worth."""
    own = Organisation.objects.taught_by(request.user, localdate())
    rows = (
        Redemption.objects.at_provider(own)
        .live()
        .select_related("voucher__organisation", "participant", "run__edition__course")
    )
    return show_list(
        request,
        name="provider",
        filterset=ProviderFilter(request.GET, queryset=rows, request=request),
        table_class=ProviderTable,
        providers=own,
    )
