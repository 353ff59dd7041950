"""Where a page of a course lives for its readers."""

from django.shortcuts import redirect


class OwnAddressMixin:
    """A page that lives at an address of our own instead of its place in the tree."""

    has_own_address = True

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        return (parts[0], parts[1], self.own_path()) if parts and self.has_own_address else parts

    def serve(self, request, *args, **kwargs):
        return redirect(self.own_path()) if self.has_own_address else super().serve(request, *args, **kwargs)
