"""Progress: people, their history, trends against their goal; saving and deleting data."""
