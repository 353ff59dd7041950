from accounts.models.organisation import Hub, Membership, Organisation, OrganisationRole, Sector
from accounts.models.register import RegisterSnapshot
from accounts.models.user import StaffRole, User

__all__ = [
    "Hub",
    "Membership",
    "Organisation",
    "OrganisationRole",
    "RegisterSnapshot",
    "Sector",
    "StaffRole",
    "User",
]
