"""Who speaks: names, offices, pronouns, roles, and through whom words came."""
