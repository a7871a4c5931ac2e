"""`python -m incidentkit` is the same program as `incident`."""

from incidentkit.cli import main

if __name__ == "__main__":
    main()
