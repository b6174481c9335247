/// A function that takes one input of the fuzzer.
public typealias TestOneInput = @convention(c) (UnsafePointer<UInt8>, Int) -> CInt

/// Hands over to the fuzzer's own entry.
///
/// The package manager makes each program's entry a function called `<program>_main`, which calls
/// this.
public func fuzz(
    _ argumentCount: CInt,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ test: TestOneInput
) -> CInt {
    var (count, values) = (argumentCount, arguments)
    return runFuzzer(&count, &values, test)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt
