import Glibc

/// Removes the file at `path`, if it is there.
func removeFile(_ path: String) { _ = unsafe unlink(path) }
