"""What the pages of the exchange share: commands as forms, boards, cells."""
