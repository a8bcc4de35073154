"""A set in progress: what is shown and spoken at every moment."""
