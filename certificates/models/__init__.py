from certificates.models.certificate import Certificate, CertificateArtefact
from certificates.models.credential import StatusList

__all__ = ["Certificate", "CertificateArtefact", "StatusList"]
