"""Folders of manifests as ``cfg`` and ``fn`` see them: files, documents, and sub-packages with a ``Krmfile``."""
