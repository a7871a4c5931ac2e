"""What a secret looks like, and what personal data does: a literal table.

Each rule has words of which one must be in the text before its pattern is tried: that keeps ten megabytes cheap. The
group `secret`, where a pattern has one, is what is masked; else the whole match. Patterns are linear: no nested
repetition. Shapes follow the issuers' own documentation (GitHub, GitLab, Slack, AWS, Google, Azure, npm, PyPI, …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["secret", "personal-data"]


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is what a mask says, `words` are lower-case, `pattern` finds it."""

    name: str
    kind: Kind
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _secret(name: str, words: tuple[str, ...], pattern: str, flags: int = 0) -> Rule:
    return Rule(name, "secret", words, re.compile(pattern, flags))


_I = re.IGNORECASE

# First match wins where two overlap and start together: the more telling name stands first.
RULES: tuple[Rule, ...] = (
    _secret(
        "private-key",
        ("private key",),
        r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END)){0,20000}"
        r"(?:-----END [A-Z0-9 ]{0,40}-----)?",
    ),
    _secret("slack-token", ("xox", "xapp-"), r"\bxox[a-z](?:\.xox[a-z])?-[0-9A-Za-z%-]{8,}|\bxapp-\d-[0-9A-Za-z-]{8,}"),
    _secret(
        "slack-webhook",
        ("hooks.slack.com",),
        r"https?://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{8,}",
    ),
    _secret("github-token", ("gh", "github_pat_"), r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}"),
    _secret("gitlab-token", ("gl",), r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_.-]{16,}"),
    _secret("aws-access-key", ("akia", "asia", "abia", "acca"), r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    _secret("google-api-key", ("aiza",), r"\bAIza[0-9A-Za-z_-]{35}"),
    _secret(
        "google-token",
        ("ya29.", "1//0", "gocspx-"),
        r"\bya29\.[0-9A-Za-z_-]{20,}|\b1//0[0-9A-Za-z_-]{30,}|\bGOCSPX-[\w-]{20,}",
    ),
    _secret(
        "azure-key",
        ("accountkey", "sharedaccesskey", "sig="),
        r"\b(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{40,}={0,2})|[?&;]sig=(?P<secret2>[A-Za-z0-9%+/]{30,}={0,2})",
        _I,
    ),
    _secret("jwt", ("eyj",), r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
    _secret(
        "kubernetes-bootstrap-token",
        ("token",),
        r"\btoken\b[\"']?[\s:=]{1,3}[\"']?(?P<secret>[a-z0-9]{6}\.[a-z0-9]{16})\b",
        _I,
    ),
    _secret(
        "kubeconfig-data",
        ("key-data", "certificate-data"),
        r"\b(?:client-key-data|client-certificate-data)[\"']?\s{0,3}:\s{0,3}[\"']?(?P<secret>[A-Za-z0-9+/]{20,}={0,2})",
    ),
    _secret("npm-token", ("npm_",), r"\bnpm_[A-Za-z0-9]{30,}"),
    _secret("pypi-token", ("pypi-",), r"\bpypi-[A-Za-z0-9_-]{50,}"),
    _secret("docker-token", ("dckr_",), r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"),
    _secret("stripe-key", ("_live_", "_test_"), r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    _secret("api-key", ("sk-",), r"\bsk-(?:[a-z]+[a-z0-9]*-)*[A-Za-z0-9_-]{32,}"),
    _secret("huggingface-token", ("hf_",), r"\bhf_[A-Za-z0-9]{30,}"),
    _secret("sendgrid-key", ("sg.",), r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    _secret("digitalocean-token", ("_v1_",), r"\bdo[opr]_v1_[a-f0-9]{40,}"),
    _secret("vault-token", ("hv",), r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}"),
    _secret("grafana-token", ("glsa_", "glc_"), r"\bgl(?:sa|c)_[A-Za-z0-9_=+/-]{20,}"),
    _secret("age-key", ("age-secret-key",), r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}", _I),
    _secret(
        "url-password",
        ("://",),
        # Also where the end of a text cut the rest of the address off; then a number is only a port.
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@<>\"']{0,100}:(?P<secret>[^\s/@<>\"'$*{}]{1,200}(?=@[^\s/@])"
        r"|(?!\d{1,5}[^\w\s]*(?:…|$))[^\s/@<>\"'$*{}…]{6,200}(?=…|$))",
        _I,
    ),
    _secret(
        "authorization",
        ("bearer", "basic", "authorization"),
        r"\b(?:bearer|authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:basic|token|digest))\s{1,3}(?P<secret>[A-Za-z0-9._~+/=-]{12,})",
        _I,
    ),
    _secret(
        "query-token",
        ("token=", "key=", "secret=", "password="),
        r"[?&](?:access_|auth_|api_|id_|refresh_)?(?:token|key|secret|password|apikey)=(?P<secret>[^\s&#\"'<>)\]]{8,})",
        _I,
    ),
    # A name that says it is a secret, and a value that looks like one: a digit or a sign in it, and no placeholder.
    _secret(
        "credential",
        ("password", "passwd", "pwd", "secret", "token", "key", "passphrase"),
        r"(?:\b|_)(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key)"
        r"[\"']?\s{0,2}(?:=|:|=>|:=)\s{0,2}[\"'`]?(?P<secret>(?![<$*{\[%(]|\.\.\.|x{4}|redacted|https?:)"
        r"(?=[^\s\"'`,;<>]{0,80}[\d!#%&+=?@^~/])(?![\d.:/-]+(?:[\s,;)]|$))[^\s\"'`,;<>]{8,200})",
        _I,
    ),
    _secret(
        "password",
        ("password", "passwd", "passphrase"),
        r"\b(?:password|passwd|passphrase)[\"']?(?:\s{0,2}[=:]\s{0,2}|\s(?:is|was)\s(?:now\s)?)[\"'`]?"
        r"(?P<secret>(?![<$*{\[%(])(?=[^\s\"'`,;<>]{0,40}\d)(?=[^\s\"'`,;<>]{0,40}[a-z])[^\s\"'`,;<>]{6,200})",
        _I,
    ),
    _secret(
        "aws-secret-key",
        ("secret_access_key", "secretaccesskey"),
        r"secret_?access_?key\W{1,5}(?P<secret>[A-Za-z0-9/+=]{30,})",
        _I,
    ),
    _secret(
        "discord-webhook",
        ("/api/webhooks/",),
        r"https?://[\w.]{0,30}discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}",
        _I,
    ),
    _secret("openshift-token", ("sha256~",), r"\bsha256~[A-Za-z0-9_-]{20,}"),
    _secret("telegram-token", (":aa",), r"\b\d{8,10}:AA[A-Za-z0-9_-]{30,}"),
    Rule(
        "email",
        "personal-data",
        ("@",),
        # Not the user of a git remote or of an address, no package with its version, no unit of systemd, no file, no
        # account of a program; a reserved domain (RFC 2606) is nobody's. In a path it is one.
        re.compile(
            r"(?<![\w.+%-])(?<!://)(?!git@|npm@)[\w.+%'-]{1,64}@(?!v?\d+\.\d|example\.|[\w.-]{0,80}\.(?:example|"
            r"invalid|test|localhost|gserviceaccount\.com|service|timer|socket|mount|target|slice|scope|m?js|css|json|ya?ml|tgz|gz|map)\b)"
            r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w@-])",
            _I,
        ),
    ),
    Rule(
        "phone",
        "personal-data",
        ("+", ") ", "-", ".", "0"),
        # North America with signs between, mobile numbers of Japan, Britain, Germany and France as people write them,
        # and any number that names its country. Dates, versions and figures in a row are none.
        re.compile(
            r"(?=[(+0-9])(?:(?<![\w(])\([2-9]\d{2}\) ?\d{3}-\d{4}(?![\w-])"
            r"|(?<![\w.:/-])(?:1[-.])?[2-9]\d{2}([-.])[2-9]\d{2}\1\d{4}(?![\w.:/-]*\w)"
            r"|(?<![\w.:/-])0(?:[5789]0-\d{4}-\d{4}|7\d{3} \d{3} ?\d{3}|1[567]\d[ /-]\d{7,8})(?![\w-]|[.:/ ]\d)"
            r"|(?<![\w.:/-])(?<!\d\d )0[1-9]([ .])\d\d(?:\2\d\d){3}(?![\w-]|[.:/ ]\d)"
            r"|(?<![\w+])\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?(?:\d{2,4}[ .-]){1,4}\d{2,7}(?![\w:])"
            r"|(?<![\w+])\+[1-9]\d{9,13}(?![\w:.]))"
        ),
    ),
)  # fmt: skip
