"""The foot lift."""
