"""The skeleton: where its joints are, how it is posed and which angles a pose has (numpy only)."""
