"""Clock, ids, keys, tokens and logs: the only places that touch the machine."""
