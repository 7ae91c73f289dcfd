"""The vault: where the files lie, which keys open them, and who holds keys at the moment."""

from collections.abc import Iterable, Mapping

from hub.platform.clock import Clock
from hub.vault.destruction_register import DestructionRegister
from hub.vault.key_name import KeyName
from hub.vault.keys import new_data_key
from hub.vault.leases import Leases
from hub.vault.master_keys import MasterKeys
from hub.vault.storage import Storage
from hub.vault.wrapped_keys import AlreadyThere, WrappedKeys
from schemas.record import record


class Destroyed(Exception):
    """There is no key: it was destroyed, or there never was one."""


@record
class Vault:
    """What every file of this package works on; each part is a protocol with more than one form."""

    storage: Storage
    master_keys: MasterKeys
    wrapped_keys: WrappedKeys
    register: DestructionRegister
    leases: Leases
    clock: Clock

    def keys(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes]:
        """Return the data keys of all those names; Destroyed where one has none.

        The wrapped keys are asked for anew each time, and nothing is kept: a destroyed key is gone
        for every process at once.
        """
        asked = list(names)
        wrapped = self.wrapped_keys.get(asked)
        if len(wrapped) < len(set(asked)):
            raise Destroyed
        return {
            name: self.master_keys.unwrap(key, context=name.context)
            for name, key in wrapped.items()
        }

    def key(self, name: KeyName) -> bytes:
        """Return the data key of one name; Destroyed where it has none."""
        return self.keys([name])[name]

    def key_or_new(self, name: KeyName) -> bytes:
        """Return the data key of a name, made now where there never was one; else Destroyed."""
        data_key = new_data_key()
        try:
            wrapped = self.master_keys.wrap(data_key, context=name.context)
            self.wrapped_keys.put(name, wrapped)
        except AlreadyThere:
            return self.key(name)
        # Asked after the key is kept: of a destruction at the same time either sees the other.
        if self.register.holds(name):
            self.wrapped_keys.destroy(name)
            raise Destroyed
        return data_key
