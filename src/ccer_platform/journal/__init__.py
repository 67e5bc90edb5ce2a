"""The journal as an auditor asks for it: verified, signed, and handed over whole."""
