"""Pictures of merchants: safe decoding, clean copies, colours and cut-outs; pixels only, no SDK."""
