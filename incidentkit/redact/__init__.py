"""The gate: secrets, personal data, pseudonyms. All evidence passes it before anything is written."""

from incidentkit.redact.gate import Gate
from incidentkit.redact.scan import Hit, find, mask, scrub

__all__ = ["Gate", "Hit", "find", "mask", "scrub"]
