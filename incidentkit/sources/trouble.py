"""What went wrong between here and a server, in words that follow its name."""

from __future__ import annotations

import re


def is_tls(error: Exception) -> bool:
    """Whether a connection failed for its certificate, or because only one side speaks TLS."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error) or "WRONG_VERSION_NUMBER" in str(error)


def of_tls(error: Exception) -> str:
    """Why a certificate was not accepted."""
    found = re.search(r"certificate verify failed: ([^(]{1,100})|(WRONG_VERSION_NUMBER)", str(error))
    return (found[1] or "it does not speak TLS").strip() if found else "the connection could not be made safe"


def of_reach(error: Exception) -> str:
    """Why a server cannot be reached."""
    said, kind = str(error), type(error).__name__
    if "NameResolution" in kind or "resolve" in said:
        return "its name is not known"
    if "refused" in said:
        return "the connection was refused"
    if "imeout" in kind or "timed out" in said:
        return "no answer in time"
    return "the connection broke off"
