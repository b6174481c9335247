internal import CPlatform
internal import Glibc

/// A program that runs beside ours and ends with it, whatever ends ours.
///
/// It is ended when its owner drops it, and by the kernel when this process dies. It gets no input;
/// what it writes is kept in memory; its working folder has no name and takes no file: nothing of
/// it can be left behind. Ctrl-C at the terminal does not reach it.
///
/// Thread safety: any thread may call anything.
///
/// Invariants: until it is taken away, a process that has ended keeps its number, so a signal sent
/// under the lock can reach no other. The thread that started it waits for its end, as the kernel
/// ends a child with the *thread* that started it (prctl(2), `PR_SET_PDEATHSIG`).
public final class ChildProcess: Sendable {
    /// How a program ended.
    public enum Ending: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with an exit status.
        case exit(status: Int32)
        /// By a signal.
        case signal(Int32)

        /// `status 1`, `signal 9`.
        public var description: String {
            switch self {
            case .exit(let status): "status \(status)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    /// The process's number, its own until this object goes.
    public let identifier: Int32
    private let keeper: ChildKeeper

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: the path of its file.
    ///   - arguments: what follows its name on a command line.
    ///   - processors: those that it may run on; empty for those of this process.
    /// - Throws: `PlatformError` when it cannot be executed.
    public init(
        program: String, arguments: [String], processors: [Int] = []
    ) throws(PlatformError) {
        let keeper = try ChildKeeper(program, arguments, processors)
        let thread = try PinnedThread(name: "child", processor: nil) { keeper.run() }
        thread.detach()
        identifier = try keeper.waitForStart()
        self.keeper = keeper
    }

    deinit { end() }

    /// How it ended; nil while it runs.
    public var ending: Ending? { keeper.ending }

    /// Waits for its end, at most `limit`.
    ///
    /// - Returns: how it ended; nil when it still runs.
    public func waitForEnd(atMost limit: Nanoseconds) -> Ending? {
        let clock = MonotonicClock.system
        let giveUp = clock.now() + limit
        while true {
            if let ending { return ending }
            if clock.now() >= giveUp { return nil }
            pauseThread(.milliseconds(1))
        }
    }

    /// Sends a signal, unless it has ended.
    public func send(_ signal: Int32) { keeper.send(signal) }

    /// Asks it to end, kills it after `patience`, and waits until it is gone.
    public func end(patience: Nanoseconds = .seconds(2)) {
        send(SIGTERM)
        if waitForEnd(atMost: patience) != nil { return }
        send(SIGKILL)
        // Nothing survives that but a process that waits for a broken device.
        _ = waitForEnd(atMost: .seconds(10))
    }

    /// The last lines that it wrote, at most `count` of them and 4 KiB.
    public func lastLines(_ count: Int) -> [String] {
        keeper.lastOutput(byteCount: 4_096).split(whereSeparator: \.isNewline)
            .filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count).map(String.init)
    }
}

/// What the thread that starts a child, and waits for its end, shares with the child's owner.
///
/// Safety: pointers live only inside one call and cover exactly the arrays that they come from.
private final class ChildKeeper: Sendable {
    private enum State {
        case starting
        case failed(PlatformError)
        case running(Int32)
        case ended(Int32, ChildProcess.Ending)
    }

    private let program: String
    private let arguments: [String]
    private let processors: [Int32]
    private let output: Int32
    private let folder: Int32
    private let state = Guarded(State.starting)

    init(
        _ program: String, _ arguments: [String], _ processors: [Int]
    ) throws(PlatformError) {
        self.program = program
        self.arguments = arguments
        self.processors = processors.map(Int32.init)
        output = unsafe spikebench_memory_file("child-output")
        guard output >= 0 else { throw PlatformError(call: "memfd_create", code: errno) }
        folder = spikebench_vanished_folder()
        guard folder >= 0 else {
            let code = errno
            close(output)
            throw PlatformError(call: "mkdtemp", code: code)
        }
    }

    deinit {
        close(output)
        close(folder)
    }

    // MARK: The thread

    func run() {
        var process: Int32 = 0
        let code = start(&process)
        guard code == 0 else {
            let error = PlatformError(call: "execute \(program)", code: code)
            return state.withLock { $0 = .failed(error) }
        }
        let child = process
        state.withLock { $0 = .running(child) }
        spikebench_await_child(child)
        state.withLock {
            let status = spikebench_reap_child(child)
            $0 = .ended(child, status < 0 ? .signal(-status) : .exit(status: status))
        }
    }

    private func start(_ process: inout Int32) -> Int32 {
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        unsafe words.append(nil)
        return unsafe processors.withUnsafeBufferPointer { list in
            unsafe spikebench_start_child(
                program, words, output, folder, list.baseAddress, list.count, &process)
        }
    }

    // MARK: The owner

    func waitForStart() throws(PlatformError) -> Int32 {
        while true {
            let found = state.withLock { $0 }
            switch found {
            case .starting: pauseThread(.microseconds(100))
            case .failed(let error): throw error
            case .running(let process), .ended(let process, _): return process
            }
        }
    }

    var ending: ChildProcess.Ending? {
        state.withLock { if case .ended(_, let ending) = $0 { ending } else { nil } }
    }

    func send(_ signal: Int32) {
        state.withLock { if case .running(let process) = $0 { _ = kill(process, signal) } }
    }

    func lastOutput(byteCount: Int) -> String {
        var status = stat()
        guard unsafe fstat(output, &status) == 0 else { return "" }
        let size = Int(status.st_size)
        var bytes = [UInt8](repeating: 0, count: min(size, byteCount))
        let start = size - bytes.count
        let count = unsafe bytes.withUnsafeMutableBytes { all in
            unsafe pread(output, all.baseAddress, all.count, off_t(start))
        }
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
