"""Progress: people, their history, trends against their goal; export and deletion."""
