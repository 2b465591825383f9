"""The stages, pure but for their ports: no platform, no client, no database, no process."""
