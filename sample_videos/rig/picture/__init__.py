"""Pictures: figures in rooms, drawn with OpenGL."""
