"""What decoding JSON may raise; its messages may hold values and never leave."""

import msgspec

FAILURES = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
