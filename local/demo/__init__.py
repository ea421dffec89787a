"""A merchant's week over HTTP: what `lumiku demo` and the seeding of `lumiku up` walk through."""
