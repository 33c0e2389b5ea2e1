"""Agreement between a device and head office: the wire protocol, pure merging, the client."""
