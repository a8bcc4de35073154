"""People: meshes with skin weights on a skeleton, and how a mesh follows its bones."""
