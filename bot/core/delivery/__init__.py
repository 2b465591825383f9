"""What is owed to chats: made, posted in order, exactly as often as it should be."""
