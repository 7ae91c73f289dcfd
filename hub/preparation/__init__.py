"""At a participant's home: from identified files to a submission that the gate lets through."""
