internal import Engine
internal import Wire

/// The namespaces that one thread has met, by the bytes of their names.
struct NamespaceHandles {
    private let store: Store
    private var indexes = NameCache<Int32>()
    private var handles: [NamespaceHandle] = []

    init(_ store: Store) {
        self.store = store
    }

    /// The namespace called `name`, if it was met before.
    @inline(__always)
    func known(_ name: RawSpan) -> NamespaceHandle? {
        indexes.value(of: name).map { handles[Int($0)] }
    }

    /// The namespace called `name`, nil when there is none.
    mutating func handle(_ name: RawSpan) -> NamespaceHandle? {
        if let index = indexes.value(of: name) { return handles[Int(index)] }
        return find(name)
    }

    /// Where the namespace called `name` is among those met; nil when it was not met.
    @inline(__always)
    func index(of name: RawSpan) -> Int? { indexes.value(of: name).map { Int($0) } }

    /// The namespace at an index.
    @inline(__always)
    subscript(_ index: Int) -> NamespaceHandle { handles[index] }

    @inline(never)
    private mutating func find(_ name: RawSpan) -> NamespaceHandle? {
        guard let text = name.validText, let namespace = try? store.namespace(text)
        else { return nil }
        let handle = NamespaceHandle(namespace)
        indexes.insert(name, Int32(handles.count))
        handles.append(handle)
        return handle
    }

    /// Forgets all namespaces if that of `handle` was dropped.
    ///
    /// - Returns: whether it was.
    mutating func forgetIfDropped(_ handle: NamespaceHandle) -> Bool {
        let current = try? store.namespace(handle.namespace.name)
        if current === handle.namespace { return false }
        indexes = NameCache()
        handles.removeAll()
        return true
    }
}
