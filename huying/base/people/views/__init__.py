"""The pages of this room: log-in, account, delegation, roster."""
