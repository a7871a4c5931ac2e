"""`incident serve`: a live preview of the site."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from incidentkit.cli import console
from incidentkit.errors import Exit


def serve(
    port: Annotated[int, typer.Option("--port", help="The port on this machine; 0 takes a free one.")] = 8000,
) -> Exit:
    """Show the site at a local address and build it again on every save. Drafts are shown. Ctrl-C ends it."""
    import signal
    import tempfile
    import threading
    from pathlib import Path

    from incidentkit.cli.build import tell
    from incidentkit.config import Workspace
    from incidentkit.site.build import kept_at
    from incidentkit.site.preview import ADDRESS, Preview, Shown
    from incidentkit.site.preview import serve as listen

    def told(shown: Shown) -> None:
        if shown.error:
            console.problem(shown.error.message, shown.error.hint)
        elif shown.result:
            tell(shown.result)

    workspace = Workspace.find()
    with tempfile.TemporaryDirectory(prefix="incidentkit-preview-") as folder:
        preview = Preview(workspace.root, Path(folder), told, kept_at(workspace, os.environ))
        with listen(preview, port) as server:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # a supervisor's end is as normal as Ctrl-C
            watcher = threading.Thread(target=preview.watch, daemon=True)
            try:
                preview.build()
                watcher.start()
                console.out(f"http://{ADDRESS}:{server.server_address[1]}/")
                sys.stdout.flush()
                console.say("Ctrl-C ends the preview.")
                server.serve_forever(poll_interval=0.2)
            except KeyboardInterrupt:
                console.say("Preview ended.")
            finally:
                preview.end()
                if watcher.is_alive():
                    watcher.join(timeout=10)
    return Exit.OK
