internal import Engine
internal import Wire

/// A namespace, and what one thread knows of its names.
///
/// Only what exists is remembered, so that requests for what does not exist take no memory. Sets
/// and bins keep their numbers for as long as the namespace lives, so nothing here ever gets wrong.
///
/// Thread safety: owned by one thread.
final class NamespaceHandle {
    let namespace: Namespace
    /// The bytes of its name.
    let namespaceName: [UInt8]
    private var bins = NameCache<BinID>()
    private var sets = NameCache<SetID>()
    /// The names of bins for answers; ``learnBinNames()`` fills it.
    let binNames = BinNames()

    init(_ namespace: Namespace) {
        self.namespace = namespace
        namespaceName = Array(namespace.name.utf8)
    }

    // MARK: Bins

    /// The bin called `name`, if any record ever had one; at most 15 bytes.
    @inline(__always)
    func knownBin(_ name: RawSpan) -> BinID? {
        bins.value(of: name) ?? findBin(name)
    }

    /// The bin called `name`, which is added when it is new.
    ///
    /// - Parameter name: at most 15 bytes.
    /// - Returns: nil for a name that is no UTF-8, or one name too many.
    @inline(__always)
    func bin(_ name: RawSpan) -> BinID? {
        bins.value(of: name) ?? addBin(name)
    }

    @inline(never)
    private func findBin(_ name: RawSpan) -> BinID? {
        guard let text = name.validText, let bin = namespace.knownBin(named: text)
        else { return nil }
        bins.insert(name, bin)
        return bin
    }

    @inline(never)
    private func addBin(_ name: RawSpan) -> BinID? {
        guard let text = name.validText, let bin = try? namespace.bin(named: text)
        else { return nil }
        bins.insert(name, bin)
        return bin
    }

    /// Lets ``binNames`` know all names that there are by now.
    @inline(never)
    func learnBinNames() {
        for (index, name) in namespace.binNames.enumerated() {
            binNames.set(UInt16(index), name: name)
        }
    }

    // MARK: Sets

    /// The set called `name`, if there is one; at most 63 bytes.
    @inline(__always)
    func knownSet(_ name: RawSpan) -> SetID? {
        sets.value(of: name) ?? findSet(name)
    }

    /// The set called `name`, which is added when it is new.
    ///
    /// - Parameter name: at most 63 bytes.
    /// - Returns: nil for a name that is no UTF-8, or one name too many.
    @inline(__always)
    func set(_ name: RawSpan) -> SetID? {
        sets.value(of: name) ?? addSet(name)
    }

    @inline(never)
    private func findSet(_ name: RawSpan) -> SetID? {
        guard let text = name.validText, let set = namespace.knownSet(named: text)
        else { return nil }
        sets.insert(name, set)
        return set
    }

    @inline(never)
    private func addSet(_ name: RawSpan) -> SetID? {
        guard let text = name.validText, let set = try? namespace.set(named: text)
        else { return nil }
        sets.insert(name, set)
        return set
    }

    /// Adds the set called `name` again after it was dropped; it gets its number back.
    ///
    /// - Returns: whether it is there.
    func renewSet(_ name: RawSpan) -> Bool {
        guard let text = name.validText else { return false }
        return (try? namespace.set(named: text)) != nil
    }
}

extension RawSpan {
    /// The bytes as text; nil when they are not UTF-8.
    var validText: String? {
        let text = self.text
        var offset = 0
        guard text.utf8.count == byteCount else { return nil }
        for byte in text.utf8 {
            if byte != self.byte(at: offset) { return nil }
            offset += 1
        }
        return text
    }
}
