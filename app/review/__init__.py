"""A recorded video analysed and shown, as plain objects."""
