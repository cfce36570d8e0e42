"""Knowledge graphs from Chinese county reports: every fact with its words, every number accounted for."""

__all__ = ["__version__"]
__version__ = "0.1.0"
