"""Templates: the workspace's over the shipped ones, in a sandbox, for reports, issues and pages alike.

Workspace templates arrive by pull request, so that none of them may do more than put values into text: they run in
Jinja's `ImmutableSandboxedEnvironment`, can call methods of plain values only (a `Path` in the context cannot be
read), and are looked up only inside the template folders, links followed.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from incidentkit.config import Workspace, shipped_templates
from incidentkit.errors import IncidentkitError, InputError

BUILTIN = "builtin"
_PLAIN = (str, bytes, int, float, bool, list, tuple, dict, set, frozenset, date, time, timedelta)
_HINT = "Mend the template, or remove it from templates/ to use the shipped one."


class _Sandbox(ImmutableSandboxedEnvironment):
    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        # Methods of objects that we hand in may open files or reach a network; those of plain values cannot.
        return not callable(value) or isinstance(obj, _PLAIN) or type(obj).__module__.startswith("jinja2.")


class _Compiled(BytecodeCache):
    """What this process has compiled, by the digest of its source: a preview builds after every save. Never on a disk,
    where somebody could put other code."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = (bucket.checksum, bucket.code)


# One for each of the two ways in which an environment escapes: what is compiled differs.
_COMPILED = {True: _Compiled(), False: _Compiled()}


class _Inside(FileSystemLoader):
    """Files of one folder; a link that leads out of it is not followed: it could publish any file of the machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder.resolve()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, name, fresh = super().get_source(environment, template)
        except UnicodeDecodeError as e:
            raise InputError(self.folder / template, "is not UTF-8", hint=_HINT) from e
        if not Path(name).resolve().is_relative_to(self.folder):
            raise InputError(name, "is a link that leads out of the templates' folder", hint=_HINT)
        return source, name, fresh


def environment(workspace: Workspace, *, autoescape: bool) -> Environment:
    """The templates of a workspace: its own by file name, else the shipped ones; `builtin/NAME` is always the shipped.

    `autoescape` is for the whole environment (True for HTML and XML, False for Markdown), because Jinja's guess by file
    name misses `*.html.j2`. A name that a template uses and nobody set is an error, a last newline is kept, and lines
    that hold only a block leave no blank line.
    """
    folders: list[BaseLoader] = [_Inside(folder) for folder in workspace.template_folders]
    loader = ChoiceLoader([PrefixLoader({BUILTIN: _Inside(shipped_templates())}), *folders])
    return _Sandbox(
        loader=loader,
        bytecode_cache=_COMPILED[autoescape],
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(env: Environment, name: str, **context: Any) -> str:
    """The template `name` with `context`.

    Raises InputError with file and line where a template cannot be used. A failure inside a shipped template, where no
    template of the workspace was loaded, is no fault of a template's author: it is a bug and stays one.
    """
    try:
        return env.get_template(name).render(**context)
    except TemplateNotFound as e:
        raise InputError(str(e.name or name), "no such template", hint=_HINT) from e
    except TemplateSyntaxError as e:
        raise InputError(e.filename or name, e.message or "no template", line=e.lineno, hint=_HINT) from e
    except IncidentkitError:
        raise
    except Exception as e:
        path, line = _where(e)
        own = _own(env)
        if path is None or (path.is_relative_to(shipped_templates()) and not own and not isinstance(e, TemplateError)):
            raise
        hint = _HINT
        if path.is_relative_to(shipped_templates()) and own:
            hint = f"It was given {', '.join(own)}. {_HINT}"
        raise InputError(path, str(e) or type(e).__name__, line=line, hint=hint) from e


def _own(env: Environment) -> list[str]:
    """The workspace's templates among those that were loaded: what a shipped one takes from them may not fit it."""
    loaded = sorted({template.filename or "" for template in (env.cache or {}).values()})
    return [name for name in loaded if name and not Path(name).is_relative_to(shipped_templates())]


def _where(error: BaseException) -> tuple[Path | None, int | None]:
    """The innermost template that `error` came through, and its line: Jinja puts both into the traceback."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(".j2"):
            return Path(frame.filename), frame.lineno
    return None, None
