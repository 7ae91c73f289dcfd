"""Where a person is counted: asked, disputed, heard, decided by its day."""
