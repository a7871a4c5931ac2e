"""Evidence gathered again: what of it is new, and what goes into a report that people own by now."""

from incidentkit.update.planning import Conflict, Plan, plan
from incidentkit.update.store import NEXT, ledger_path, save, settle

__all__ = ("NEXT", "Conflict", "Plan", "ledger_path", "plan", "save", "settle")
