"""The door for what chats say: decided, and written down before any work."""
