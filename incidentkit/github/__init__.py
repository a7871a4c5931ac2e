"""GitHub for the rest of the package: the few calls that are needed, as plain values and our own errors.

    account.py     where GitHub is and who we are: addresses, token chain, the team's own repository
    transport.py   one request: retries, waits, pace, errors. The only module that imports PyGithub
    client.py      the calls
    doctor.py      what `incident doctor` says about all this
    values.py      what crosses the boundary

Nothing here imports PyGithub before the first request.
"""
