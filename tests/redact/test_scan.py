"""What the gate finds, and what it leaves alone. Secrets are put together here, so that scanners pass this file by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentkit.config import Excuse, RedactSettings
from incidentkit.errors import SettingsError
from incidentkit.redact import find, scrub

LETTERS = "a1B2c3D4e5F6g7H8i9J0"
SECRETS = (
    ("slack-token", "xoxb" + "-123456789012-abcdefABCDEF"),
    ("slack-token", "xapp" + "-1-A012-345-abcdef"),
    ("slack-webhook", "https://hooks.slack.com" + "/services/T000/B000/" + LETTERS),
    ("github-token", "ghp_" + LETTERS * 2),
    ("github-token", "github_pat_" + LETTERS * 2),
    ("gitlab-token", "glpat-" + LETTERS),
    ("aws-access-key", "AKIA" + "ABCDEFGHIJKLMNOP"),
    ("google-api-key", "AIza" + "a" * 35),
    ("jwt", "eyJhbGciOiJSUzI1" + "." + "eyJpc3MiOiJrdWJl" + "." + "c2lnbmF0dXJl"),
    ("npm-token", "npm_" + "a" * 36),
    ("huggingface-token", "hf_" + "a" * 34),
    ("digitalocean-token", "dop_v1_" + "a" * 64),
    ("vault-token", "hvs." + "a" * 24),
    ("private-key", "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nb3BlbnNz\nAAA=\n-----END OPENSSH PRIVATE KEY-----"),
    ("private-key", "-----BEGIN " + "RSA PRIVATE KEY----- MIIE onelined"),
)
PARTS = (  # only a part of the match is the secret
    ("url-password", "postgres://hub:", "sw0rdfish", "@db.prod:5432/hub"),
    ("url-password", "https://robot:", "p%40ss", "@registry.example.com/x"),
    ("credential", "password: ", "hunter2!xx", " works"),
    ("credential", "JUPYTERHUB_API_TOKEN=", "0123456789abcdef", ""),
    ("credential", '"client_secret": "', "abc123def456", '"'),
    ("authorization", "Authorization: Bearer ", "abcdefghijkl1234", ""),
    ("query-token", "GET /user/x/lab?token=", "abcdefgh12345678", ""),
    ("kubernetes-bootstrap-token", "kubeadm join --token ", "abcdef.0123456789abcdef", ""),
    ("password", "the password is now ", "swordfish9", " again"),
    ("password", "password: ", "hunter2", ""),
    ("aws-secret-key", "AWS_SECRET_ACCESS_KEY ", "a1B2" * 10, ""),
    ("url-password", "cannot connect to postgres://hub:", "sw0rdfishSw0rdfish", "…"),
    ("phone", "at ", "(510) 642-1234", "."),
    ("email", "write to ", "first.last@university.edu", " please"),
    ("phone", "call ", "+1 555-123-4567", " now"),
    ("phone", "mobile ", "+44 7700 900123", ""),
    ("phone", "mobile ", "+4917012345678", ", any time"),
    ("phone", "desk ", "510-642-1234", "."),
    ("phone", "desk: ", "1-510-642-1234", ""),
    ("phone", "ring ", "07700 900123", " or"),
    ("phone", "tel ", "090-1234-5678", " 田中"),
    ("phone", "Handy ", "0151-23456789", ""),
    ("phone", "au ", "06 12 34 56 78", " svp"),
    ("email", "/home/hub/mail/", "first.last@university.edu", "/inbox"),
    ("email", "https://api.example.org/users/", "first.last@university.edu", ""),
    ("email", "s3://backups/", "first.last@university.edu", "/lab.ipynb"),
)
INNOCENT = (
    "token: expired yesterday",
    "the secret is mounted from `hub-secret`",
    "password rotation is due in June",
    "git clone git@github.com:org/repo.git",
    "registry.example.com/hub@sha256:" + "ab" * 32,
    "mail noreply@example.com or root@host.invalid",
    "2026-11-22T14:02:11-08:00 and UTC+02:00",
    "PASSWORD=${HUB_PASSWORD} and token=<your token>",
    "token: 10:35:22",
    "https://example.org:8080/hub/@user",
    "14 of 40 pods, 0/8 nodes are available: 8 Insufficient memory.",
    "@hub-team please look",
    "http://10.12.3.41:8081/hub/health and redis://cache:6379",
    "the password is wrong, and the password: changed by an operator",
    "see https://hub.example.org:8080",
    "(see [the page](http://localhost:5173)).",
    "https://robot@registry.example.com/x and ssh://git@github.com/org/repo.git",
    "sftp://robot@files.university.edu/in",
    "node_modules/@scope/kit@1.2.3/dist and https://registry.npmjs.org/kit/-/kit@20.1.0.tgz",
    "https://unpkg.com/react@18.2.0/umd/react.min.js, https://cdn.example.org/npm/vue@next.min.js",
    "uses: org/repo/.github/workflows/ci.yml@main and org/repo/ci@v1.2.yaml",
    "/usr/lib/systemd/system/getty@tty1.service failed",
    "projects/p/serviceAccounts/hub@my-project.iam.gserviceaccount.com",
    "https://blog.example.org/@first.last/post",
    "05-04-2022, 2026-11-22, 14:02:11.123-08:00, 1508804301.000026",
    "build 123-456-7890, node-510-642-1234, 10.0.0.12, 01 02 03 04 05 06 07",
    "v510.642.1234 and 510.642.1234.5",
)


@pytest.mark.parametrize(("rule", "secret"), SECRETS, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(SECRETS)])
def test_a_secret_is_masked_whole_and_named(rule, secret):
    assert scrub(f"before {secret} after".replace("onelined after", "onelined")).startswith(
        f"before [redacted: {rule}]"
    )
    assert secret not in scrub(f"see `{secret}`.")


@pytest.mark.parametrize(("rule", "before", "secret", "after"), PARTS, ids=[p[0] + p[1][:8] for p in PARTS])
def test_only_the_secret_part_is_masked(rule, before, secret, after):
    assert scrub(before + secret + after) == f"{before}[redacted: {rule}]{after}"


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_is_left_alone(text):
    assert scrub(text) == text


@pytest.mark.parametrize(
    "veiled",
    [
        "ghp\\_" + LETTERS * 2,
        "gh&#112;_" + LETTERS * 2,
        "gh\u200bp_" + LETTERS * 2,
        "AKIA\u00adABCDEFGHIJKLMNOP",
        "first\\_last@university\\.edu",
        "first&#46;last&commat;university.edu",
        "first.last&#0000000064;university.edu",
        "first.last%40university.edu",
        "first.last\uff20university.edu",
        "first.last<b>@</b>university.edu",
        "gh**p_**" + LETTERS * 2,
        "gh`p_`" + LETTERS * 2,
        "g[hp_a1](https://x.test)" + LETTERS * 2,
        "gh<!-- x -->p_" + LETTERS * 2,
    ],
)
def test_what_a_renderer_would_show_is_seen_through(veiled):
    """An escape, an entity or an invisible character must not hide a secret, and nothing of it may stay."""
    masked = scrub(f"a {veiled} b")
    assert "[redacted: " in masked
    assert LETTERS not in masked and "university" not in masked


def test_a_team_adds_patterns_and_excuses_others():
    settings = RedactSettings(
        patterns=(Excuse(pattern=r"student-\d+", reason="numbers of students"),),
        allow=(Excuse(pattern=r"help@university\.edu", reason="the public address"),),
    )
    assert scrub("student-123 wrote to help@university.edu", settings) == (
        "[redacted: team-pattern] wrote to help@university.edu"
    )
    with pytest.raises(SettingsError, match="regular expression"):
        find("x", RedactSettings(patterns=(Excuse(pattern="(", reason="broken"),)))


@given(st.text(alphabet=st.sampled_from("ab1@.\\&#;_-:/=x \u200b") | st.characters(), max_size=200))
def test_hits_are_in_order_apart_and_inside(text):
    end = 0
    for hit in find(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


@given(
    st.lists(st.sampled_from([s for _, s in SECRETS if "\n" not in s]), min_size=1, max_size=3), st.text(max_size=20)
)
def test_nothing_of_a_secret_survives_anywhere(secrets, between):
    text = f" {between} ".join(secrets)
    masked = scrub(text)
    assert not any(secret in masked for secret in secrets)
