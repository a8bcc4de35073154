"""Where pictures come from: video files, cameras, network addresses."""
