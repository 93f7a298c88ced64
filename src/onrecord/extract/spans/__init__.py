"""The trained span model: windows, decoding, the models that are shipped."""
