"""Rotation: after a new master key, every data key is wrapped anew; no file is written again."""

from hub.vault.key_name import KeyName
from hub.vault.vault import Vault


def wrap_anew(vault: Vault) -> int:
    """Wrap every data key by the current master key and return how many were; safe to repeat.

    Afterwards the older versions of the master key may be retired.
    """
    return sum(_wrapped_anew(vault, name) for name in list(vault.wrapped_keys.names()))


def _wrapped_anew(vault: Vault, name: KeyName) -> bool:
    old = vault.wrapped_keys.get([name]).get(name)
    if old is None or vault.master_keys.is_current(old):
        return False
    data_key = vault.master_keys.unwrap(old, context=name.context)
    new = vault.master_keys.wrap(data_key, context=name.context)
    return vault.wrapped_keys.replace(name, old=old, new=new)
