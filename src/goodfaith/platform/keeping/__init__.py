"""Keeping an installation: backup, restore, upgrade of its database, removal of what is left over.

Works on whatever tables there are. Nothing that exists is overwritten or removed before its
successor has been loaded and counted.
"""

from goodfaith.platform.keeping.archive import Archive, Manifest
from goodfaith.platform.keeping.backup import Backup, back_up
from goodfaith.platform.keeping.errors import (
    ArchiveDamaged,
    ContentsDiffer,
    DatabaseInUse,
    DatabaseNotEmpty,
    KeepingBusy,
    KeepingError,
    NameTaken,
    NothingToKeep,
    OldBinariesMissing,
    ProgramFailed,
    ProgramsMissing,
    RightMissing,
    RolesMissing,
    ServerUnreachable,
)
from goodfaith.platform.keeping.installation import Installation, installation_at, open_installation
from goodfaith.platform.keeping.interrupted import settle_interrupted
from goodfaith.platform.keeping.pruning import expired, remove_expired
from goodfaith.platform.keeping.restoring import Restored, forget_before, restore
from goodfaith.platform.keeping.upgrading import Upgraded, forget_old, upgrade

__all__ = [
    "Archive",
    "ArchiveDamaged",
    "Backup",
    "ContentsDiffer",
    "DatabaseInUse",
    "DatabaseNotEmpty",
    "Installation",
    "KeepingBusy",
    "KeepingError",
    "Manifest",
    "NameTaken",
    "NothingToKeep",
    "OldBinariesMissing",
    "ProgramFailed",
    "ProgramsMissing",
    "Restored",
    "RightMissing",
    "RolesMissing",
    "ServerUnreachable",
    "Upgraded",
    "back_up",
    "expired",
    "forget_before",
    "forget_old",
    "installation_at",
    "open_installation",
    "remove_expired",
    "restore",
    "settle_interrupted",
    "upgrade",
]
