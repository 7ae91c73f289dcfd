"""One command of the command line, one file."""
