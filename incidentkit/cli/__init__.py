"""The command line. `main` is the console script: it turns errors into one line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from incidentkit.errors import Exit, IncidentkitError


def main() -> NoReturn:
    """Run `incident` and exit with the code that docs/exit-codes.md documents."""
    try:
        from incidentkit.cli import plain

        plain.settle()
        code = int(run())
    except KeyboardInterrupt:  # so early that not even the modules were there
        code = int(Exit.INTERRUPTED)
    sys.exit(code)


def run(arguments: list[str] | None = None) -> Exit:
    """Run one command line (default: the process's) and give its exit code; errors are printed to stderr.

    `help COMMAND` is `COMMAND --help`.
    """
    from typer.exceptions import Abort, TyperException

    from incidentkit.cli import console
    from incidentkit.cli.app import app

    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        answer = app(arguments, standalone_mode=False) or 0
    except IncidentkitError as e:
        console.problem(e.message, e.hint)
        return e.code
    except (KeyboardInterrupt, Abort):
        answer = int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except TyperException as e:
        return _usage(e)
    except OSError as e:  # a disk that is full, a folder that may not be read
        console.problem(f"{e.filename or 'the output'}: {e.strerror or e}", "Check the disk and its permissions.")
        return Exit.USAGE
    except Exception as e:  # noqa: BLE001 - the last net: a bug keeps its traceback, without secrets, and its own code
        console.bug(e)
        return Exit.BUG
    if answer == Exit.INTERRUPTED and not isinstance(answer, Exit):  # a command that says so itself has said the rest
        console.say("Interrupted. Every file that was written is whole; run the command again to go on.")
    return Exit(answer)


def _usage(error: Exception) -> Exit:
    """Say what is wrong with a command line; without any arguments, the help says more than an error would."""
    from incidentkit.cli import console

    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return Exit.USAGE  # the help was printed when it was raised
    message = getattr(error, "format_message", error.__str__)()
    for words in ("Value error, ", ", unable to parse string as an integer"):  # how the parser's own library talks
        message = message.replace(words, "")
    console.problem(message, f"`{context.command_path if context else 'incident'} --help` lists what it takes.")
    return Exit.USAGE
