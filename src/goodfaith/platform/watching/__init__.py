"""How an installation is watched: logs with ids only, metrics, whether it is alive and ready."""
