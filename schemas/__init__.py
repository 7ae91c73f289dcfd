"""The shared vocabulary: what a record, a fault and a result look like; imports nothing of ours."""
