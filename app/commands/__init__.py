"""The commands around the store, one module each; heavy imports only when a command runs."""
