"""Who may come in: passwords, sessions and the brake on guessing."""
