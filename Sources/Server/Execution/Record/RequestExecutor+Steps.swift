internal import Engine
internal import Wire

/// Which operations a write has.
struct OperationKinds: OptionSet, BitwiseCopyable {
    let rawValue: UInt8

    @inline(__always)
    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bins are returned.
    static var read: Self { Self(rawValue: 1) }
    /// Bins are set or removed.
    static var write: Self { Self(rawValue: 2) }
    /// Bins are changed by what was in them.
    static var modify: Self { Self(rawValue: 4) }
    /// The time to live is renewed.
    static var touch: Self { Self(rawValue: 8) }

    /// What the request counts as.
    @inline(__always)
    var requestKind: RequestKind {
        if self == .write || isEmpty { return .write }
        return self == .touch ? .touch : .operate
    }
}

/// Operations into steps of the engine.
extension RequestExecutor {
    /// Packs what a request does to its record, and why not.
    @inline(__always)
    func pack(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ workspace: Workspace,
        _ kinds: inout OperationKinds
    ) -> AerospikeResultCode? {
        guard request.header.operationCount > 0 else { return .parameter }
        let steps = workspace.steps
        steps.removeAll()
        if !request.fields.key.isEmpty { steps.storeKey(request.fields.key) }
        var operations = request.operations
        while let operation = operations.next() {
            if operation.name.byteCount > AerospikeLimits.binNameByteCount { return .binName }
            let code =
                operation.code == .write
                ? packWrite(operation, handle, workspace, &kinds)
                : packOther(operation, request, handle, workspace, &kinds)
            if let code { return code }
        }
        return nil
    }

    // MARK: Setting bins

    @inline(__always)
    private func packWrite(
        _ operation: borrowing AerospikeOperation, _ handle: NamespaceHandle,
        _ workspace: Workspace, _ kinds: inout OperationKinds
    ) -> AerospikeResultCode? {
        kinds.insert(.write)
        guard let bin = handle.bin(operation.name) else { return .binName }
        let steps = workspace.steps
        do throws(AerospikeWireError) {
            switch try operation.particle() {
            case .null: steps.deleteBin(bin)
            case .integer(let number): steps.write(bin, integer: number)
            case .double(let number): steps.write(bin, double: number)
            case .boolean(let value): steps.write(bin, boolean: value)
            case .string(let text): steps.write(bin, string: text)
            case .blob(let bytes): packBlob(bin, operation.type, bytes, steps)
            case .list(let bytes): return packStored(bin, .list, bytes, workspace)
            case .map(let bytes): return packStored(bin, .map, bytes, workspace)
            case .geoJSON(let text): return packStored(bin, .geoJSON, text, workspace)
            case .hyperLogLog: return .unsupported
            }
            return nil
        } catch {
            return .parameter
        }
    }

    @inline(__always)
    private func packBlob(
        _ bin: BinID, _ type: AerospikeParticleType, _ bytes: RawSpan, _ steps: StepList
    ) {
        if type.isLanguageBlob, let language = BinType(rawValue: type.rawValue) {
            steps.write(bin, languageBlob: language, bytes)
        } else {
            steps.write(bin, blob: bytes)
        }
    }

    /// Packs a value that the engine checks and rewrites.
    @inline(never)
    private func packStored(
        _ bin: BinID, _ type: BinType, _ bytes: RawSpan, _ workspace: Workspace
    ) -> AerospikeResultCode? {
        do throws(ValueError) {
            if type == .geoJSON {
                try workspace.steps.write(bin, geoJSON: bytes)
            } else {
                try workspace.write(bin, container: type, bytes)
            }
            return nil
        } catch {
            return AerospikeResultCode(rawValue: error.code.rawValue)
        }
    }

    // MARK: Everything else

    private func packOther(
        _ operation: borrowing AerospikeOperation, _ request: borrowing RecordRequest,
        _ handle: NamespaceHandle, _ workspace: Workspace, _ kinds: inout OperationKinds
    ) -> AerospikeResultCode? {
        let steps = workspace.steps
        switch operation.code {
        case .read:
            kinds.insert(.read)
            return packRead(operation, request, handle, steps)
        case .touch:
            kinds.insert(.touch)
            steps.touch()
        case .deleteAll:
            kinds.insert(.write)
            steps.deleteRecord()
        case .add, .append, .prepend:
            kinds.insert(.modify)
            return packModify(operation, handle, steps)
        default: return operation.code.isKnown ? .unsupported : .parameter
        }
        return nil
    }

    private func packRead(
        _ operation: borrowing AerospikeOperation, _ request: borrowing RecordRequest,
        _ handle: NamespaceHandle, _ steps: StepList
    ) -> AerospikeResultCode? {
        guard request.header.read.contains(.read) else { return .parameter }
        if request.readsAllBins(operation) {
            if request.respondsToAll { return .parameter }
            steps.readAll()
        } else {
            // A bin that no record has is read like one that this record lacks, but it needs a
            // number, as earlier operations of the request may have come to name it.
            guard let bin = handle.bin(operation.name) else { return .binName }
            steps.read(bin)
        }
        return nil
    }

    private func packModify(
        _ operation: borrowing AerospikeOperation, _ handle: NamespaceHandle, _ steps: StepList
    ) -> AerospikeResultCode? {
        guard let bin = handle.bin(operation.name) else { return .binName }
        do throws(AerospikeWireError) {
            switch (operation.code, try operation.particle()) {
            case (.add, .integer(let number)): steps.add(bin, integer: number)
            case (.add, .double(let number)): steps.add(bin, double: number)
            case (.append, .string(let text)): steps.append(bin, string: text)
            case (.append, .blob(let bytes)): steps.append(bin, blob: bytes)
            case (.prepend, .string(let text)): steps.prepend(bin, string: text)
            case (.prepend, .blob(let bytes)): steps.prepend(bin, blob: bytes)
            default: return .binType
            }
            return nil
        } catch {
            return .parameter
        }
    }
}
